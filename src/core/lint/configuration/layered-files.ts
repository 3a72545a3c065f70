/** What layers of configuration say about single files, each pattern relative to the folder of whoever says it. */
import { excluder, type PathStyle } from '../../patterns/exclude';
import { resolveConfiguration, type ConfigurationLayer, type ResolvedConfiguration } from './configuration';

/** A layer with the folder that its paths and patterns are relative to. */
export interface PlacedLayer<Folder> {
  readonly layer: ConfigurationLayer;
  readonly folder: Folder;
}

export interface FileConfiguration {
  readonly configuration: ResolvedConfiguration;
  readonly excluded: boolean;
}

/** For a file's path: undefined where it does not lie below the folder. */
type Below<File, Folder> = (file: File, folder: Folder) => string | undefined;

/** Answers about files under these layers; what files have in common is worked out once. */
export function layeredFiles<File, Folder>(
  layers: readonly PlacedLayer<Folder>[],
  style: PathStyle,
  below: Below<File, Folder>,
): (file: File) => FileConfiguration {
  const excludes: ((file: File) => boolean)[] = [];
  const ignores: { readonly matches: (file: File) => boolean; readonly rules: readonly string[] }[] = [];
  const matcher = (patterns: readonly string[], folder: Folder): ((file: File) => boolean) => {
    const matches = excluder(patterns, style);
    return (file) => {
      const path = below(file, folder);
      return path !== undefined && path !== '' && matches(path);
    };
  };
  for (const { layer, folder } of layers) {
    const { exclude, extendExclude, perFileIgnores } = layer;
    if (exclude !== undefined) excludes.splice(0, excludes.length, matcher(exclude, folder));
    if (extendExclude !== undefined) excludes.push(matcher(extendExclude, folder));
    if (perFileIgnores === undefined) continue;
    ignores.length = 0;
    for (const { pattern, rules } of perFileIgnores) {
      const others = pattern.startsWith('!');
      const matches = matcher([others ? pattern.slice(1) : pattern], folder);
      ignores.push({ matches: others ? (file) => !matches(file) : matches, rules });
    }
  }
  const said = layers.map(({ layer }) => layer);
  const resolved = new Map<string, ResolvedConfiguration>();
  return (file) => {
    const ignored = ignores.flatMap(({ matches, rules }) => (matches(file) ? rules : []));
    const key = ignored.join(' ');
    let configuration = resolved.get(key);
    if (configuration === undefined) resolved.set(key, (configuration = resolveConfiguration(said, ignored)));
    return { configuration, excluded: excludes.some((matches) => matches(file)) };
  };
}
