// Compares our reading of real Python files with CPython's: parse errors, calls, and the whole shape of every statement.
// usage: node scripts/check-corpus-parse.mjs [FOLDER…]; without folders, the packages of models that PYTHON (default python3) has.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const python = process.env.PYTHON ?? (existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3');
const packages = ['torch/nn', 'torchvision', 'torchaudio', 'torchtext', 'keras_applications'];

function installedFolders() {
  const places = JSON.parse(
    execFileSync(python, ['-c', 'import json, sys; print(json.dumps(sys.path))'], { encoding: 'utf8' }),
  );
  return packages.flatMap((name) => {
    const place = places.find((candidate) => candidate !== '' && existsSync(join(candidate, name)));
    return place === undefined ? [] : [join(place, name)];
  });
}

function pythonFiles(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.py'))
    .map((name) => join(folder, name))
    .sort();
}

/** What CPython makes of files, in batches: the answer for thousands of files would not fit into one string. */
function* readByPython(paths) {
  for (let first = 0; first < paths.length; first += 200) {
    const reader = spawnSync(python, [join(root, 'scripts/corpus-shapes.py')], {
      input: paths.slice(first, first + 200).join('\n'),
      encoding: 'utf8',
      maxBuffer: 2 ** 29,
    });
    if (reader.status !== 0) throw new Error(reader.stderr);
    for (const line of reader.stdout.trim().split('\n')) yield JSON.parse(line);
  }
}

const folders = process.argv.length > 2 ? process.argv.slice(2) : installedFolders();
if (folders.length === 0) {
  console.error(`No corpus: ${python} has none of ${packages.join(', ')}.`);
  process.exit(2);
}
const files = folders.flatMap(pythonFiles);
const workspace = mkdtempSync(join(tmpdir(), 'corpus-parse-'));
try {
  const outfile = join(workspace, 'check.mjs');
  await build({
    entryPoints: [join(root, 'test/corpus/python-check.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    logLevel: 'error',
  });
  const { compare } = await import(pathToFileURL(outfile));
  let errors = 0;
  let calls = 0;
  let callDifferences = 0;
  let shapeDifferences = 0;
  let rejected = 0;
  for (const entry of readByPython(files)) {
    if (entry.error !== undefined) {
      rejected++;
      continue;
    }
    const result = compare(entry);
    calls += result.calls;
    callDifferences += result.missing.length + result.extra.length;
    if (result.error !== undefined) {
      errors++;
      console.log(`${entry.path}:${result.error}: a parse error of ours only`);
    }
    for (const call of result.missing) console.log(`${entry.path}: call not found: ${call}`);
    for (const call of result.extra) console.log(`${entry.path}: call invented: ${call}`);
    if (result.difference !== undefined) {
      shapeDifferences++;
      const { ours, theirs } = result.difference;
      let at = 0;
      while (at < ours.length && ours[at] === theirs[at]) at++;
      const from = Math.max(0, at - 60);
      console.log(
        `${entry.path}: shapes differ\n  ours   ${ours.slice(from, at + 60)}\n  theirs ${theirs.slice(from, at + 60)}`,
      );
    }
  }
  console.log(
    `${files.length} files (${rejected} that CPython rejects), ${calls} calls: ` +
      `${errors} files with an error of ours only, ${callDifferences} calls differ, ${shapeDifferences} files differ in shape`,
  );
  process.exitCode = errors + callDifferences + shapeDifferences > 0 ? 1 : 0;
} finally {
  rmSync(workspace, { recursive: true, force: true });
}
