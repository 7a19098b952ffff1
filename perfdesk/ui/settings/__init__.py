"""The panels of 设置与数据, one subject each."""
