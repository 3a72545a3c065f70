// Downloads what the host tests need into one ignored folder: once, under a lock, the same on every call.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from './steps.mjs';
import { chromiumPackage, ripgrepPackage } from './vscode-versions.mjs';

const run = promisify(execFile);

/** The ignored folder that everything is installed into. A variable that is set to nothing names no other one. */
export const cacheFolder = resolve(process.env.ACTIVATION_LENS_CACHE || join(projectRoot, '.vscode-test'));

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** Runs a command to its end; on failure the error carries what the command said. */
async function command(file, args, options = {}) {
  try {
    const { stdout } = await run(file, args, {
      maxBuffer: 64 << 20,
      shell: process.platform === 'win32',
      ...options,
    });
    return stdout;
  } catch (error) {
    const said = `${error.stderr ?? ''}`.trim().split('\n').slice(-8).join('\n');
    throw new Error(`${file} ${args.join(' ')} failed:\n${said || error.message}`, { cause: error });
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Runs `work` while this process alone holds the folder `name.lock` in the cache; a dead holder's lock is taken over. */
async function withLock(name, work) {
  await mkdir(cacheFolder, { recursive: true });
  const lock = join(cacheFolder, `${name}.lock`);
  const holder = join(lock, 'pid');
  const deadline = Date.now() + 15 * 60_000;
  for (;;) {
    try {
      await mkdir(lock);
      await writeFile(holder, String(process.pid));
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const pid = Number(await readFile(holder, 'utf8').catch(() => ''));
      if (pid > 0 && !isAlive(pid)) await rm(lock, { recursive: true, force: true });
      else if (Date.now() > deadline) throw new Error(`Still locked after 15 minutes: ${lock}`);
      else await new Promise((next) => setTimeout(next, 300));
    }
  }
  try {
    return await work();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

/**
 * The folder `name` in the cache, made by `fill(folder)` on the first call. It is filled under another name and then renamed,
 * so a folder that exists is complete.
 */
async function cached(name, fill) {
  const folder = join(cacheFolder, name);
  if (existsSync(folder)) return folder;
  return withLock(name, async () => {
    if (existsSync(folder)) return folder;
    console.log(`Installing ${name} into ${cacheFolder} …`);
    const partial = await mkdtemp(join(cacheFolder, `${name}.partial-`));
    try {
      await fill(partial);
      await rename(partial, folder);
    } catch (error) {
      await rm(partial, { recursive: true, force: true });
      throw error;
    }
    return folder;
  });
}

/** Unpacks an npm package, without its dependencies, into `folder`. */
async function unpack(specification, folder) {
  const said = await command(npm, ['pack', specification, '--json', '--pack-destination', folder], {
    cwd: folder,
  });
  const listing = JSON.parse(said);
  const packed = Array.isArray(listing) ? listing[0] : Object.values(listing)[0];
  const archive = packed.filename.replace('@', '').replace('/', '-');
  await command('tar', ['xzf', archive, '--strip-components=1'], { cwd: folder });
  await rm(join(folder, archive));
}

/** The Node binary of this version: the running one if its major version fits, else one from the npm registry. */
export async function nodeBinary(version) {
  const major = version.split('.')[0];
  if (process.versions.node.split('.')[0] === major) return process.execPath;
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `${platform === 'darwin' ? 'node-bin' : 'node'}-${platform}-${process.arch}`;
  const folder = await cached(`node-${version}`, (target) => unpack(`${name}@${version}`, target));
  return join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** VS Code 1.90 finds files with a ripgrep that its package would download when built; later ones bring theirs along. */
async function addRipgrep(server) {
  const target = join(server, 'node_modules', '@vscode', 'ripgrep');
  if (!existsSync(target) || existsSync(join(target, 'bin'))) return;
  const universal = await cached('ripgrep', (folder) => unpack(ripgrepPackage, folder));
  const program = process.platform === 'win32' ? 'rg.exe' : 'rg';
  await mkdir(join(target, 'bin'));
  const source = join(universal, 'bin', `${process.platform}-${process.arch}`, program);
  await copyFile(source, join(target, 'bin', program));
}

/**
 * The folder of the VS Code server inside a code-server package, its dependencies installed (without native builds).
 * @param {import('./vscode-versions.mjs').HostVersion} version
 */
export async function vscodeServer(version) {
  const folder = await cached(`code-server-${version.codeServer}`, async (target) => {
    await unpack(`code-server@${version.codeServer}`, target);
    const flags = [
      '--omit=dev',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      '--legacy-peer-deps',
    ];
    const server = join(target, 'lib', 'vscode');
    await command(npm, ['install', ...flags], { cwd: server });
    await addRipgrep(server);
  });
  const server = join(folder, 'lib', 'vscode');
  // Not part of what is kept: a cache of an earlier day has another logger.
  const logger = join(server, 'node_modules', '@vscode', 'spdlog', 'index.js');
  await copyFile(new URL('./file-logger.cjs', import.meta.url), logger);
  return server;
}

/** An npm package with its dependencies in the cache, apart from the project's own; returns a `require` that finds it. */
export async function cachedPackage(specification) {
  const name = specification.replace(/^@/, '').replaceAll('/', '-');
  const folder = await cached(name, async (target) => {
    await writeFile(join(target, 'package.json'), '{"private":true}');
    const flags = [
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      '--engine-strict=false',
    ];
    await command(npm, ['install', specification, ...flags], { cwd: target });
  });
  return { folder, require: createRequire(join(folder, 'package.json')) };
}

/** The shell without windows first: it draws nothing but the page. */
const browsers = [
  '/usr/lib/chromium/chromium-headless-shell',
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser that this machine has, if any. */
export function installedBrowser() {
  return browsers.find((path) => existsSync(path));
}

async function installWithApt() {
  const mayInstall = process.env.CI && process.platform === 'linux' && process.getuid?.() === 0;
  if (!mayInstall || !existsSync('/usr/bin/apt-get')) return undefined;
  try {
    await command('apt-get', ['update', '-q']);
    await command('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  } catch (error) {
    console.log(error.message);
  }
  return installedBrowser();
}

/** A Chromium to drive: CHROMIUM_PATH, an installed one, one from apt (in continuous integration), one from the npm registry. */
export async function chromiumBinary(nodeVersion) {
  const given = process.env.CHROMIUM_PATH;
  if (given) {
    if (!existsSync(given)) throw new Error(`CHROMIUM_PATH names no file: ${given}`);
    return given;
  }
  const installed = installedBrowser() ?? (await installWithApt());
  if (installed) return installed;
  const { folder } = await cachedPackage(chromiumPackage);
  const node = await nodeBinary(nodeVersion);
  const unpackIt =
    "import('@sparticuz/chromium').then((m) => m.default.executablePath()).then((p) => console.log(p))";
  // It unpacks itself into the temporary folder: keep that in the cache, too.
  const said = await command(node, ['--input-type=module', '-e', unpackIt], {
    cwd: folder,
    env: { ...process.env, TMPDIR: folder },
  });
  return said.trim();
}
