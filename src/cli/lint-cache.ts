/** Keeps what was found in files from run to run, for as long as everything that it rests on is the same. */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ModuleSource } from '../core/service';
import { isProblem, type Disk } from './disk';
import { messageOf } from './failure';
import { pathOf } from './file-uri';
import type { PrintedFinding } from './findings';
import type { LintResult, LintTask } from './lint-files';
import { createModuleSource, LARGEST_MODULE } from './module-source';
import { digestOf, type Dependencies } from './recorded-source';
import { largestOf } from './source-text';

const DAY = 24 * 60 * 60 * 1_000;
/** Results that nobody asked for in so many days are taken away. */
const DAYS_KEPT = 30;
/** Builds of the product whose results are kept beside each other. */
const BUILDS_KEPT = 5;
/** What marks the folder as a cache, for programs that make backups, too. */
const STAMP = 'CACHEDIR.TAG';
const SIGNATURE =
  'Signature: 8a477f597d28d172789f06886806bc55\n# Results of activation-lens. They can be deleted.\n';

interface Entry extends Dependencies {
  readonly findings: readonly PrintedFinding[];
}

/** Where results are kept unless somebody says otherwise: in the user's own place for such things, never in the project. */
export function defaultCacheDirectory(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const own = env['ACTIVATION_LENS_CACHE_DIR'];
  if (own !== undefined && own !== '') return own;
  const { XDG_CACHE_HOME: shared, LOCALAPPDATA: local } = env;
  if (platform === 'win32')
    return join(local ?? join(homedir(), 'AppData', 'Local'), 'activation-lens', 'cache');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'activation-lens');
  return join(shared !== undefined && shared !== '' ? shared : join(homedir(), '.cache'), 'activation-lens');
}

/**
 * One file for each file that was linted under each configuration, so that runs beside each other never write the same thing differently; each is
 * renamed into its place when it is whole.
 */
export class LintCache {
  #failed = false;
  #written = 0;

  constructor(
    private readonly directory: string,
    /** Tells builds of the product apart: another one may find other things. */
    private readonly build: string,
    private readonly log: (message: string) => void,
  ) {}

  /** Answers about one run, during which nothing is looked at twice. */
  reader(roots: readonly string[], disk: Disk): (task: LintTask) => LintResult | undefined {
    const source = createModuleSource(roots, disk);
    const digests = new Map<string, string | null>();
    const digestOfFile = (uri: string): string | null => {
      let digest = digests.get(uri);
      if (digest === undefined) {
        const path = pathOf(uri, disk.path);
        digest = path === undefined ? null : digestOf(disk.read(path, LARGEST_MODULE));
        digests.set(uri, digest);
      }
      return digest;
    };
    return (task) => {
      const path = this.#pathOf(task, disk);
      const entry = readEntry(path);
      if (entry === undefined) return undefined;
      const content = disk.read(task.absolute, largestOf(task.absolute));
      if (isProblem(content) || digestOf(content) !== entry.digest) return undefined;
      if (!holds(entry, source, digestOfFile)) return undefined;
      keepFresh(path);
      const { findings, ...dependencies } = entry;
      return { findings, mended: undefined, dependencies };
    };
  }

  /** Where it cannot be written it says so once: the run goes on without. */
  keep(task: LintTask, { findings, dependencies }: LintResult, disk: Disk): void {
    if (dependencies === undefined || this.#failed) return;
    const path = this.#pathOf(task, disk);
    const temporary = `${path}.${String(process.pid)}-${String(++this.#written)}.tmp`;
    const entry: Entry = { ...dependencies, findings };
    const write = (): void => {
      mkdirSync(join(path, '..'), { recursive: true });
      writeFileSync(temporary, JSON.stringify(entry));
      renameSync(temporary, path);
    };
    try {
      if (this.#written === 1) this.#introduce();
      try {
        write();
      } catch (error) {
        if (!isAbsence(error)) throw error;
        // Somebody clears the folder meanwhile.
        write();
      }
    } catch (error) {
      this.#failed = true;
      rmSync(temporary, { force: true });
      this.log(`activation-lens: the cache in ${this.directory} cannot be written: ${messageOf(error)}`);
    }
  }

  /** Takes away everything that is kept; tells whether there was a cache. */
  clear(): boolean {
    if (!existsSync(join(this.directory, STAMP))) return false;
    rmSync(this.directory, { recursive: true, force: true });
    return true;
  }

  /** Git and backups leave the folder out; once a day what is old goes, and with each new build all but the newest ones. */
  #introduce(): void {
    const own = join(this.directory, this.build);
    const isNew = !existsSync(own);
    mkdirSync(own, { recursive: true });
    const stamp = join(this.directory, STAMP);
    const now = Date.now();
    if (existsSync(stamp) && now - statSync(stamp).mtimeMs < DAY && !isNew) return;
    writeFileSync(join(this.directory, '.gitignore'), '*\n');
    writeFileSync(stamp, SIGNATURE);
    utimesSync(own, new Date(now), new Date(now));
    const builds = readdirSync(this.directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(this.directory, name))
      .sort((one, other) => modified(other) - modified(one));
    for (const build of builds.slice(BUILDS_KEPT)) rmSync(build, { recursive: true, force: true });
    for (const { name, parentPath } of readdirSync(own, { recursive: true, withFileTypes: true })) {
      const path = join(parentPath, name);
      if (/\.(?:json|tmp)$/.test(name) && now - modified(path) > DAYS_KEPT * DAY)
        rmSync(path, { force: true });
    }
  }

  #pathOf({ absolute, shown, configuration }: LintTask, { workingDirectory }: Disk): string {
    const key = [absolute, shown, workingDirectory, configuration];
    const name = createHash('sha256').update(JSON.stringify(key)).digest('hex');
    return join(this.directory, this.build, name.slice(0, 2), `${name.slice(2, 40)}.json`);
  }
}

/** Whether every file is what it was, and every import leads where it led; also to nowhere. */
function holds(
  { lookups, files }: Entry,
  source: ModuleSource,
  digestOfFile: (uri: string) => string | null,
): boolean {
  return (
    Object.entries(files).every(([uri, digest]) => digestOfFile(uri) === digest) &&
    lookups.every(({ module, level, from, to }) => (source.resolve(module, level, from) ?? null) === to)
  );
}

/** What is not there, or was not written to its end by a machine that stopped, is no result. */
function readEntry(path: string): Entry | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
  try {
    const entry: unknown = JSON.parse(text);
    return isEntry(entry) ? entry : undefined;
  } catch {
    return undefined;
  }
}

function isAbsence(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

/** The beginning of time for what is not there any more. */
function modified(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function isEntry(value: unknown): value is Entry {
  return (
    typeof value === 'object' &&
    value !== null &&
    'findings' in value &&
    Array.isArray(value.findings) &&
    'lookups' in value &&
    Array.isArray(value.lookups) &&
    'files' in value &&
    typeof value.files === 'object' &&
    value.files !== null
  );
}

/** The age of an entry is the time since it was last of use. */
function keepFresh(path: string): void {
  const now = Date.now();
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats !== undefined && now - stats.mtimeMs > DAY) utimesSync(path, new Date(now), new Date(now));
}

/** Tells this build from every other one: what analyses lies beside the command line's own bundle. */
export function buildIdentity(version: string, bundle: string): string {
  const hash = createHash('sha256').update(readFileSync(bundle));
  const analysis = join(dirname(bundle), 'analysis.js');
  if (existsSync(analysis)) hash.update(readFileSync(analysis));
  return `${version}-${hash.digest('hex').slice(0, 16)}`;
}
