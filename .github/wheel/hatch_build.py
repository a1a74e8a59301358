"""Puts a binary into the wheel, and the systems that it runs on into the wheel's name."""

import os

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# By Go's names of a system. The binaries are static: any Linux will do. Go 1.26 needs macOS 12.
PLATFORMS = {
    "linux_amd64": "manylinux2014_x86_64.manylinux_2_17_x86_64.musllinux_1_1_x86_64",
    "linux_arm64": "manylinux2014_aarch64.manylinux_2_17_aarch64.musllinux_1_1_aarch64",
    "darwin_amd64": "macosx_12_0_x86_64",
    "darwin_arm64": "macosx_12_0_arm64",
    "windows_amd64": "win_amd64",
    "windows_arm64": "win_arm64",
}


class Binary(BuildHookInterface):
    def initialize(self, version, build_data):
        binary = os.environ["WHEEL_BINARY"]
        build_data["pure_python"] = False
        build_data["tag"] = "py3-none-" + PLATFORMS[os.environ["WHEEL_SYSTEM"]]
        build_data["shared_scripts"] = {binary: os.path.basename(binary)}
