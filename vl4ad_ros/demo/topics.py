"""Names of the topics of a demonstration, and of the messages on them."""

IMAGE = '/camera/image_raw'
COMPRESSED = '/camera/image_raw/compressed'
DRIVE = '/demo/drive'  # the name of what is played
HAZARDS = '/vl4ad/hazards'
SCORE = '/vl4ad/score'
SCORE_MONO8 = '/vl4ad/score_mono8'
OVERLAY = '/vl4ad/overlay'
DIAGNOSTICS = '/diagnostics'

# What the node publishes. The diagnostics stand last: once one has arrived there, the node has
# seen the recorder's other subscriptions, which were announced before.
NODE_OUTPUTS = {
    HAZARDS: 'vl4ad_ros/msg/HazardArray',
    SCORE: 'sensor_msgs/msg/Image',
    SCORE_MONO8: 'sensor_msgs/msg/Image',
    OVERLAY: 'sensor_msgs/msg/Image',
    DIAGNOSTICS: 'diagnostic_msgs/msg/DiagnosticArray',
}
RECORDED = {
    DRIVE: 'std_msgs/msg/String',
    COMPRESSED: 'sensor_msgs/msg/CompressedImage',
    **NODE_OUTPUTS,
}

# Names of the node's diagnostics.
CAMERA_STATUS = 'vl4ad: camera'
NETWORK_STATUS = 'vl4ad: network'
