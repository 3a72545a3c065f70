/**
 * Files that only the editor can read: of a virtual workspace, and in the browser. Modules are read when an analysis first asks for them;
 * that they have come is told later.
 */
import type { Content, Files } from './files';
import { resolveModule } from './module-paths';

/** What the editor does for us. */
export interface ClientReader {
  read(uri: string): Promise<Content>;
  /** Python files of the workspace. */
  find(): Promise<readonly string[]>;
  /** Modules have come since they were asked for. */
  loaded(): void;
}

const MOST_TEXTS = 400;
/** Modules that come one soon after the other are told of once, in milliseconds. */
const PAUSE = 50;

export function createClientFiles(reader: ClientReader, first: readonly string[]): Files {
  let folders = first;
  let known: ReadonlySet<string> | undefined;
  let isLooking = false;
  let generation = 0;
  /** Null while it is being read, and for what cannot be. */
  const texts = new Map<string, string | null>();
  let announcement: ReturnType<typeof setTimeout> | undefined;

  function announce(): void {
    clearTimeout(announcement);
    announcement = setTimeout(() => {
      reader.loaded();
    }, PAUSE);
  }

  async function look(): Promise<void> {
    const asked = generation;
    isLooking = true;
    const found = await reader.find();
    if (asked !== generation) return;
    isLooking = false;
    known = new Set(found);
    announce();
  }

  async function load(uri: string): Promise<void> {
    const asked = generation;
    const read = await reader.read(uri);
    if (asked !== generation || 'problem' in read) return;
    texts.set(uri, read.text);
    announce();
  }

  return {
    modules: {
      read(uri) {
        const text = texts.get(uri);
        if (text !== undefined) return text ?? undefined;
        if (known?.has(uri) === true && texts.size < MOST_TEXTS) {
          texts.set(uri, null);
          void load(uri);
        }
        return undefined;
      },
      resolve(module, level, from) {
        if (known !== undefined) return resolveModule(module, level, from, folders, known);
        if (!isLooking) void look();
        return undefined;
      },
    },
    source: (uri) => reader.read(uri),
    async read(uri) {
      if (!uri.includes('://')) return undefined;
      const read = await reader.read(uri);
      return 'problem' in read ? undefined : read.text;
    },
    list: () => reader.find(),
    forget(changed) {
      folders = changed ?? folders;
      generation += 1;
      isLooking = false;
      known = undefined;
      texts.clear();
    },
  };
}
