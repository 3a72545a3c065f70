/** What holds for one file or notebook: `pyproject.toml` below, the editor's settings above, through the core's one resolver. */
import { readBaseline, type Baseline } from '../core/lint/suppressions/baseline';
import {
  readLayer,
  type ConfigurationLayer,
  type ResolvedConfiguration,
} from '../core/lint/configuration/configuration';
import { layeredFiles, type PlacedLayer } from '../core/lint/configuration/layered-files';
import { ruleNames } from '../core/lint/registry';
import { put } from '../core/own';
import type { Places, ProjectFiles } from './project-files';
import { LAYERED, SECTION, settingIn, type RawSettings } from '../settings';

export interface Configuration {
  /** False where linting is switched off or the file is excluded. */
  readonly lint: boolean;
  readonly rules: ResolvedConfiguration;
  /** Findings that the project knows of and lives with. */
  readonly known: KnownFindings | undefined;
}

/** Of one file. */
export interface KnownFindings {
  readonly baseline: Baseline;
  /** By which the baseline names the file. */
  readonly path: string;
}

/** What an editor's settings say about a resource. */
export interface EditorSettings<Uri> {
  readonly enable: boolean;
  /** `select`, `ignore`, `severity`, `exclude` as far as somebody set them. */
  readonly lint: Readonly<Record<string, unknown>>;
  /** What patterns in them are relative to. */
  readonly folder: Uri | undefined;
}

/** Only what somebody set: a default must not override a project's own file. */
export function settingsLayer(settings: RawSettings): Readonly<Record<string, unknown>> {
  const layer: Record<string, unknown> = {};
  for (const key of LAYERED) {
    const value = settingIn(settings, `lint.${key}`);
    if (value !== undefined && value !== null) put(layer, key, value);
  }
  return layer;
}

export interface ConfigurationHost<Uri> {
  readonly places: Places<Uri>;
  readonly projects: ProjectFiles<Uri>;
  read(uri: Uri): Promise<string | undefined>;
  settings(resource: Uri): EditorSettings<Uri>;
  /** Takes a line for the log. */
  complain(message: string): void;
}

export interface ConfigurationsOf<Uri> {
  of(resource: Uri): Promise<Configuration>;
  /** Whether a file was read as somebody's baseline. */
  isBaseline(uri: Uri): boolean;
  /** Whatever was read may be another now. */
  forget(): void;
}

export function createConfigurationsOf<Uri>(host: ConfigurationHost<Uri>): ConfigurationsOf<Uri> {
  const { places, projects } = host;
  const kept = new Map<string, Configuration>();
  const baselines = new Map<string, Promise<Baseline | undefined>>();
  const complaints = new Set<string>();
  let generation = 0;

  function complain(message: string): void {
    if (complaints.has(message)) return;
    complaints.add(message);
    host.complain(message);
  }

  async function baselineAt(uri: Uri, name: string): Promise<Baseline | undefined> {
    const text = await host.read(uri);
    const baseline = text === undefined ? { problem: 'cannot be read' } : readBaseline(text);
    if (!('problem' in baseline)) return baseline;
    complain(`The baseline ${name} ${baseline.problem}.`);
    return undefined;
  }

  /** A baseline may lie beside or below what it speaks of. */
  function pathFrom(folder: Uri, file: Uri): string | undefined {
    let [base, up] = [folder, ''];
    for (;;) {
      const path = places.below(file, base);
      if (path !== undefined) return up + path;
      const parent = places.parent(base);
      if (places.key(parent) === places.key(base)) return undefined;
      [base, up] = [parent, `${up}../`];
    }
  }

  async function knownTo(
    resource: Uri,
    layers: readonly PlacedLayer<Uri>[],
  ): Promise<KnownFindings | undefined> {
    const last = layers.findLast(({ layer }) => layer.baseline !== undefined);
    const name = last?.layer.baseline;
    if (last === undefined || name === undefined) return undefined;
    const uri = places.resolve(last.folder, name);
    const key = places.key(uri);
    const reading = baselines.get(key) ?? baselineAt(uri, name);
    baselines.set(key, reading);
    const baseline = await reading;
    const path = pathFrom(places.parent(uri), resource);
    if (baseline === undefined || path === undefined) return undefined;
    return { baseline: { known: baseline.known.filter((entry) => entry.path === path) }, path };
  }

  async function resolve(resource: Uri): Promise<Configuration> {
    const files = (await projects.nearest(resource)) ?? [];
    const { enable, lint, folder } = host.settings(resource);
    const { layer, problems } = readLayer(lint, ruleNames);
    for (const { path, message } of problems)
      complain(`Setting ${SECTION}.lint.${path.join('.')}: ${message}`);
    // Patterns are relative to whoever says them: the settings' workspace folder, or the folder of the file.
    const layers: readonly { readonly layer: ConfigurationLayer; readonly folder: Uri | undefined }[] = [
      ...files,
      { layer, folder },
    ];
    const of = layeredFiles(layers, places.styleOf(resource), (file: Uri, base: Uri | undefined) =>
      base === undefined ? undefined : places.below(file, base),
    );
    const { configuration: rules, excluded } = of(resource);
    return { lint: enable && !excluded, rules, known: await knownTo(resource, files) };
  }

  return {
    async of(resource) {
      const key = places.key(resource);
      const before = kept.get(key);
      if (before !== undefined) return before;
      const asked = generation;
      const configuration = await resolve(resource);
      // Settings may have changed while files were read.
      if (asked === generation) kept.set(key, configuration);
      return configuration;
    },
    isBaseline: (uri) => baselines.has(places.key(uri)),
    forget: () => {
      generation += 1;
      kept.clear();
      baselines.clear();
      complaints.clear();
    },
  };
}
