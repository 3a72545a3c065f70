/** Every name that the tables know, found in one step; symbols are built when they are first asked for. */
import { lastPart } from '../python/dotted-name';
import { parseSignature } from './signature';
import type {
  ActivationSymbol,
  ApiParameter,
  Framework,
  FrameworkSymbol,
  InitializerSymbol,
  LayerSymbol,
  LossSymbol,
  WordOfTables,
} from './symbol';
import { libraries } from './libraries';
import type {
  ActivationRow,
  InitializerRow,
  LayerRow,
  LossRow,
  OptimizerRow,
  RegularizerRow,
} from './tables/rows';

type Build = () => FrameworkSymbol;
interface Registry {
  readonly builders: ReadonlyMap<string, Build>;
  /** Entries of Keras 2 that differ from the current ones of the same name. */
  readonly keras2: ReadonlyMap<string, Build>;
  readonly aliases: ReadonlyMap<string, string>;
  /** What each name is, without building its entry. */
  readonly roles: ReadonlyMap<string, FrameworkSymbol['role']>;
}

let registry: Registry | undefined;
const built = new Map<Build, FrameworkSymbol>();

/** The entry of a canonical name or of one of its aliases. */
export function lookUp(name: string, generation?: 2 | 3): FrameworkSymbol | undefined {
  registry ??= build();
  const own = registry.aliases.get(name) ?? name;
  const builder = (generation === 2 ? registry.keras2.get(own) : undefined) ?? registry.builders.get(own);
  if (builder === undefined) return undefined;
  let symbol = built.get(builder);
  if (symbol === undefined) {
    symbol = builder();
    built.set(builder, symbol);
  }
  return symbol;
}

/** The name under which the tables have it, if they do. */
export function listedName(name: string): string | undefined {
  registry ??= build();
  const own = registry.aliases.get(name) ?? name;
  return registry.builders.has(own) || registry.keras2.has(own) ? own : undefined;
}

/** All canonical names, for listings and tests. */
export function listedNames(): readonly string[] {
  registry ??= build();
  return [...registry.builders.keys()];
}

/** Last parts of all names below these roots, aliases included. */
export function lastPartsOfNames(roots: ReadonlySet<string>): readonly WordOfTables[] {
  registry ??= build();
  const { roles, aliases, builders, keras2 } = registry;
  const words: WordOfTables[] = [];
  for (const names of [builders, keras2, aliases])
    for (const name of names.keys()) {
      const root = name.slice(0, name.indexOf('.'));
      const role = roles.get(aliases.get(name) ?? name);
      if (role !== undefined && roots.has(root)) words.push({ word: lastPart(name), root, role });
    }
  return words;
}

function build(): Registry {
  const builders = new Map<string, Build>();
  const keras2 = new Map<string, Build>();
  const aliases = new Map<string, string>();
  const roles = new Map<string, FrameworkSymbol['role']>();
  const add = (
    name: string,
    role: FrameworkSymbol['role'],
    builder: Build,
    others: readonly string[] = [],
  ): void => {
    builders.set(name, builder);
    roles.set(name, role);
    for (const other of others) aliases.set(other, name);
  };

  for (const { framework, activations = [] } of libraries)
    for (const row of activations) {
      if (row[4]?.generation === 2) {
        keras2.set(row[0], () => activationSymbol(framework, row));
        roles.set(row[0], 'activation');
      } else add(row[0], 'activation', () => activationSymbol(framework, row), row[4]?.aliases);
    }
  for (const { framework, writtenIn = framework, ...library } of libraries) {
    for (const row of library.initializers ?? [])
      add(row[0], 'initializer', () => initializerSymbol(framework, row), row[3]?.aliases);
    for (const row of library.layers ?? [])
      add(row[0], row[1], () => layerSymbol(framework, row), row[4]?.aliases);
    for (const row of library.losses ?? [])
      add(row[0], 'loss', () => lossSymbol(writtenIn, row), row[3]?.aliases);
    for (const row of library.optimizers ?? [])
      add(row[0], 'optimizer', () => optimizerSymbol(framework, row), row[2]?.aliases);
    for (const row of library.regularizers ?? [])
      add(row[0], 'regularizer', () => regularizerSymbol(framework, row));
  }
  return { builders, keras2, aliases, roles };
}

function activationSymbol(
  framework: Framework,
  [name, activation, form, signature, extra]: ActivationRow,
): ActivationSymbol {
  return {
    role: 'activation',
    framework,
    qualifiedName: name,
    parameters: parseSignature(signature),
    activation,
    form,
    inPlace: form !== 'module' && name.endsWith('_'),
    fixedParameters: extra?.fixed ?? {},
    ...(extra?.generation === undefined ? {} : { generation: extra.generation }),
  };
}

function initializerSymbol(
  framework: Framework,
  [name, initializer, signature, extra]: InitializerRow,
): InitializerSymbol {
  return {
    role: 'initializer',
    framework,
    qualifiedName: name,
    parameters: parseSignature(signature),
    initializer,
    form: framework === 'torch' ? 'in-place' : 'factory',
    fixedArguments: extra?.fixed ?? {},
  };
}

const weightedRoles: ReadonlySet<LayerSymbol['role']> = new Set(['linear', 'conv', 'recurrent', 'embedding']);
const activationParameters = new Set([
  'activation',
  'recurrent_activation',
  'nonlinearity',
  'activation_fn',
  'gate_fn',
]);

function layerSymbol(framework: Framework, [name, role, form, signature, extra]: LayerRow): LayerSymbol {
  // Functional layers of TensorFlow 1 create their weights; the others are given them.
  const creates = form === 'module' || name.startsWith('tf.layers.');
  const attends = role === 'attention' && !/\.(?:Additive)?Attention$/.test(name);
  return {
    role,
    framework,
    qualifiedName: name,
    parameters: parseSignature(signature).map((parameter, index) => ({
      ...parameter,
      ...layerParameterRole(parameter, form === 'function' && index === 0),
    })),
    form,
    weighted: creates && (weightedRoles.has(role) || attends),
    fixedActivations: extra?.fixedActivations ?? [],
  };
}

function layerParameterRole(parameter: ApiParameter, isInput: boolean): { role?: string } {
  if (isInput) return { role: 'input' };
  if (activationParameters.has(parameter.name)) return { role: 'activation' };
  return /_init(?:ializer)?$/.test(parameter.name) ? { role: 'initializer' } : {};
}

const predictions = new Set(
  'input inputs y_pred output logits log_probs log_predictions predictor_outputs scores predictions log_input'.split(
    ' ',
  ),
);
const targets = new Set(
  'target targets y_true labels log_targets onehot_labels multi_class_labels'.split(' '),
);

function lossSymbol(framework: Framework, [name, form, signature, extra]: LossRow): LossSymbol {
  return {
    role: 'loss',
    framework,
    qualifiedName: name,
    parameters: parseSignature(signature).map((parameter) =>
      form === 'module'
        ? parameter
        : {
            ...parameter,
            ...(predictions.has(parameter.name) ? { role: 'prediction' } : {}),
            ...(targets.has(parameter.name) ? { role: 'target' } : {}),
          },
    ),
    form,
    expects: extra?.expects,
    family: extra?.family,
    target: extra?.target,
  };
}

function optimizerSymbol(framework: Framework, [name, signature, extra]: OptimizerRow): FrameworkSymbol {
  return {
    role: 'optimizer',
    framework,
    qualifiedName: name,
    parameters: parseSignature(signature),
    weightDecay: extra?.weightDecay,
  };
}

function regularizerSymbol(framework: Framework, [name, signature]: RegularizerRow): FrameworkSymbol {
  return {
    role: 'regularizer',
    framework,
    qualifiedName: name,
    parameters: parseSignature(signature),
  };
}
