"""rosbag2 files in and out, without ROS."""
