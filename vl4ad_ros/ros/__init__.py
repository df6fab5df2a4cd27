"""The ROS edge: the only place that knows rclpy and message classes."""
