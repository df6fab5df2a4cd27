"""Spinning until the end, whichever step of rclpy the end meets."""

import rclpy
from rclpy.executors import ExternalShutdownException
from rclpy.node import Node


def spin_until_shutdown(node: Node) -> None:
    """
    Run callbacks until the node's context is shut down, or Ctrl-C.

    A shutdown between rclpy's look at the context and the wait set that it makes of it is an error
    of the wait set, in place of ExternalShutdownException.
    """
    try:
        rclpy.spin(node)
    except (KeyboardInterrupt, ExternalShutdownException):
        pass
    except RuntimeError:
        if node.context.ok():
            raise
