"""
Lets pip build the ROS 2 messages: runs CMakeLists.txt and packs what it installs into the wheel.

Only pip needs this file, with the ROS 2 wheels of PyPI; colcon reads package.xml and
CMakeLists.txt. Where those wheels do not exist, the package is built without its messages:
everything but the node works.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path

from setuptools import Distribution, setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
SHARE = Path('share') / 'vl4ad_ros'
SHARED_FOLDERS = ('bundles', 'config', 'drives', 'launch')
PYTHON_INSTALL_DIR = os.path.relpath(sysconfig.get_path('purelib'), sys.prefix)


class MessageDistribution(Distribution):
    def has_ext_modules(self):
        return find_spec('ament_package') is not None  # then it fits one platform and one Python

    def has_data(self):
        return True  # setuptools asks this before it puts data files into an editable wheel


class BuildMessages(build_py):
    def run(self):
        super().run()
        if find_spec('ament_package') is None:
            print('ROS 2 is not here: vl4ad_ros is built without its messages and its node.')
            files = [(SHARE / path, ROOT / path) for path in self._shared_files()]
        else:
            stage = self._install_with_cmake()
            inner_paths = (path.relative_to(stage) for path in stage.rglob('*') if path.is_file())
            files = [(path, stage / path) for path in inner_paths if not self._is_unwanted(path)]
        by_folder = defaultdict(list)
        for target, source in sorted(files):
            by_folder[str(target.parent)].append(os.path.relpath(source, ROOT))
        self.distribution.data_files = list(by_folder.items())

    def _shared_files(self):
        return [
            path.relative_to(ROOT)
            for folder in SHARED_FOLDERS
            for path in (ROOT / folder).rglob('*')
            if path.is_file()
        ]

    def _install_with_cmake(self):
        # The prefix that holds the ROS wheels: the environment, or pip's isolated build folder.
        prefix = str(Path(find_spec('ament_package').origin).parents[4])
        folder = Path(self.get_finalized_command('build').build_temp).resolve()
        stage = folder / 'stage'
        shutil.rmtree(folder, ignore_errors=True)  # CMake's cache names pip's last build folder
        environment = dict(
            os.environ,
            AMENT_PREFIX_PATH=prefix,
            PATH=os.path.join(prefix, 'bin') + os.pathsep + os.environ['PATH'],
        )
        options = {
            'CMAKE_PREFIX_PATH': prefix,
            'CMAKE_INSTALL_PREFIX': stage,
            'CMAKE_PROJECT_INCLUDE': ROOT / 'cmake' / 'pip_wheels.cmake',
            'PYTHON_INSTALL_DIR': PYTHON_INSTALL_DIR,
            'Python3_EXECUTABLE': sys.executable,
            'CMAKE_BUILD_TYPE': 'Release',
            'BUILD_TESTING': 'OFF',
        }
        configure = ['cmake', '-S', ROOT, '-B', folder / 'cmake', '-G', 'Ninja']
        configure += [f'-D{name}={value}' for name, value in options.items()]
        build = ['cmake', '--build', folder / 'cmake']
        install = ['cmake', '--install', folder / 'cmake']
        for command in (configure, build, install):
            subprocess.run([str(word) for word in command], check=True, env=environment)
        return stage

    def _is_unwanted(self, path):
        """Ours and already in the wheel, metadata that would shadow the wheel's, or for C only."""
        if path.is_relative_to(PYTHON_INSTALL_DIR):
            module = path.relative_to(PYTHON_INSTALL_DIR)
            is_metadata = module.parts[0].endswith('.egg-info')
            if (ROOT / module).exists() or is_metadata or module.suffix == '.c':
                return True
        return path.parts[0] == 'include' or '__pycache__' in path.parts


setup(distclass=MessageDistribution, cmdclass={'build_py': BuildMessages})
