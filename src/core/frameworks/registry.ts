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
} from './symbol';
import { jaxActivations } from './jax/activations';
import { kerasActivations } from './keras/activations';
import { tensorflowActivations } from './tensorflow/activations';
import { torchActivations } from './torch/activations';
import { timmActivations, timmLosses, torchvisionLosses } from './timm/activations';
import { transformersActivations } from './transformers/activations';
import {
  jaxInitializers,
  kerasInitializers,
  tensorflowInitializers,
  torchInitializers,
} from './tables/initializers';
import { equinoxActivations, equinoxLayers } from './equinox/layers';
import { flaxLayers } from './flax/layers';
import { haikuLayers } from './haiku/layers';
import { kerasLayers } from './keras/layers';
import { contribLayers, tensorflowCells } from './tensorflow/contrib';
import { tensorflow1Layers, tensorflowLayers } from './tensorflow/layers';
import { torchLayers } from './torch/layers';
import { kerasLosses, kerasOptimizers, kerasRegularizers } from './keras/training';
import { optaxLosses, optaxOptimizers } from './optax/training';
import { tensorflow1Losses, tensorflowLosses, tensorflowOptimizers } from './tensorflow/training';
import { torchLosses, torchOptimizers } from './torch/training';
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

/** The last part of a name, and what the name stands for. */
export interface WordOfTables {
  readonly word: string;
  readonly root: string;
  readonly role: FrameworkSymbol['role'];
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

  const activations = (framework: Framework, rows: readonly ActivationRow[]): void => {
    for (const row of rows) {
      if (row[4]?.generation === 2) {
        keras2.set(row[0], () => activationSymbol(framework, row));
        roles.set(row[0], 'activation');
      } else add(row[0], 'activation', () => activationSymbol(framework, row), row[4]?.aliases);
    }
  };
  activations('torch', torchActivations);
  activations('keras', kerasActivations);
  activations('tensorflow', tensorflowActivations);
  activations('jax', [...jaxActivations, ...equinoxActivations]);
  activations('transformers', [...transformersActivations, ...timmActivations]);

  const initializers = (framework: Framework, rows: readonly InitializerRow[]): void => {
    for (const row of rows)
      add(row[0], 'initializer', () => initializerSymbol(framework, row), row[3]?.aliases);
  };
  initializers('torch', torchInitializers);
  initializers('keras', kerasInitializers);
  initializers('tensorflow', tensorflowInitializers);
  initializers('jax', jaxInitializers);

  const layers = (framework: Framework, rows: readonly LayerRow[]): void => {
    for (const row of rows) add(row[0], row[1], () => layerSymbol(framework, row), row[4]?.aliases);
  };
  layers('torch', torchLayers);
  layers('keras', kerasLayers);
  layers('tensorflow', [...tensorflowLayers, ...tensorflow1Layers, ...contribLayers, ...tensorflowCells]);
  layers('jax', [...flaxLayers, ...equinoxLayers, ...haikuLayers]);

  const losses = (framework: Framework, rows: readonly LossRow[]): void => {
    for (const row of rows) add(row[0], 'loss', () => lossSymbol(framework, row), row[3]?.aliases);
  };
  losses('torch', [...torchLosses, ...torchvisionLosses, ...timmLosses]);
  losses('keras', kerasLosses);
  losses('tensorflow', [...tensorflowLosses, ...tensorflow1Losses]);
  losses('jax', optaxLosses);

  const optimizers = (framework: Framework, rows: readonly OptimizerRow[]): void => {
    for (const row of rows) add(row[0], 'optimizer', () => optimizerSymbol(framework, row), row[2]?.aliases);
  };
  optimizers('torch', torchOptimizers);
  optimizers('keras', kerasOptimizers);
  optimizers('tensorflow', tensorflowOptimizers);
  optimizers('jax', optaxOptimizers);

  for (const row of kerasRegularizers) add(row[0], 'regularizer', () => regularizerSymbol(row));
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

function regularizerSymbol([name, signature]: RegularizerRow): FrameworkSymbol {
  return {
    role: 'regularizer',
    framework: 'keras',
    qualifiedName: name,
    parameters: parseSignature(signature),
  };
}
