/** `[tool.activation-lens]` of the nearest pyproject.toml that has it, with the files that it extends. */
import type { PathStyle } from '../core/patterns/exclude';
import type { PlacedLayer } from '../core/lint/configuration/layered-files';
import { readPyproject, type PlacedProblem } from '../core/lint/configuration/pyproject';
import { ruleNames } from '../core/lint/registry';
import type { Say } from '../core/phrase';

/** How a host names files. */
export interface Places<Uri> {
  key(uri: Uri): string;
  /** The folder that it lies in; itself for the outermost one. */
  parent(uri: Uri): Uri;
  /** A path as a file says it: relative to the folder unless it is absolute. */
  resolve(folder: Uri, path: string): Uri;
  /** With `/`; undefined for what does not lie below the folder. */
  below(file: Uri, folder: Uri): string | undefined;
  styleOf(uri: Uri): PathStyle;
}

export interface FilesOfHost<Uri> {
  readonly places: Places<Uri>;
  /** Undefined for what cannot be read: most folders have no such file. */
  read(uri: Uri): Promise<string | undefined>;
  /** Hears what is wrong in each file that was read, which may be nothing. */
  report(uri: Uri, text: string, problems: readonly PlacedProblem[]): void;
  readonly say: Say;
}

export interface ProjectFiles<Uri> {
  /** The nearest file's layer last, above those of the files that it extends; undefined where there is none. */
  nearest(resource: Uri): Promise<readonly PlacedLayer<Uri>[] | undefined>;
  forget(): void;
}

const FILE_NAME = 'pyproject.toml';
const DEEPEST = 40;
/** Configurations that extend each other further than this go in a circle. */
const MOST_EXTENDED = 20;

export function createProjectFiles<Uri>({ places, read, report, say }: FilesOfHost<Uri>): ProjectFiles<Uri> {
  const known = new Map<string, Promise<readonly PlacedLayer<Uri>[] | undefined>>();

  async function layersOf(folder: Uri): Promise<readonly PlacedLayer<Uri>[] | undefined> {
    const layers: PlacedLayer<Uri>[] = [];
    let uri: Uri | undefined = places.resolve(folder, FILE_NAME);
    while (uri !== undefined && layers.length < MOST_EXTENDED) {
      const found = await readLayerOf(uri);
      if (found === undefined) break;
      layers.unshift(found);
      const { extend } = found.layer;
      uri = extend === undefined ? undefined : places.resolve(found.folder, extend);
    }
    return layers.length > 0 ? layers : undefined;
  }

  async function readLayerOf(uri: Uri): Promise<PlacedLayer<Uri> | undefined> {
    const text = await read(uri);
    if (text === undefined) return undefined;
    const { layer, problems } = readPyproject(text, ruleNames, say);
    report(uri, text, problems);
    return layer && { folder: places.parent(uri), layer };
  }

  return {
    async nearest(resource) {
      let folder = resource;
      for (let depth = 0; depth < DEEPEST; depth += 1) {
        const parent = places.parent(folder);
        const key = places.key(parent);
        if (key === places.key(folder)) return undefined;
        folder = parent;
        const reading = known.get(key) ?? layersOf(folder);
        known.set(key, reading);
        const found = await reading;
        if (found !== undefined) return found;
      }
      return undefined;
    },
    forget: () => {
      known.clear();
    },
  };
}
