#!/bin/bash
# Arguments of the launch file, or a command of vl4ad (for example: doctor).
set -e
source "/opt/ros/$ROS_DISTRO/setup.bash"
source /ws/install/setup.bash
# CUDA's libraries, where pip brought them.
for folder in /ws/venv/lib/python3*/site-packages/nvidia/*/lib; do
  LD_LIBRARY_PATH="$folder:$LD_LIBRARY_PATH"
done
export LD_LIBRARY_PATH
case "$1" in
  '' | *:=*) exec ros2 launch vl4ad_ros anomaly.launch.xml "$@" ;;
  *) exec /ws/install/vl4ad_ros/lib/vl4ad_ros/vl4ad "$@" ;;
esac
