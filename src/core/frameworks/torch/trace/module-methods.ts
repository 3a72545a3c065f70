/** Methods that every `nn.Module` has. */
import { byNames } from '../../../by-names';
import type { Place } from '../../../python/syntax';
import { childrenOf, modulesBelow, pathsBelow, type NamedChild } from '../../../network/machine/children';
import { saveHyperparameters } from '../../../network/interpreter/kept-arguments';
import { callForEach } from '../../../network/interpreter/alike-modules';
import { callValue } from '../../../network/interpreter/call';
import type { Machine } from '../../../network/machine/machine';
import {
  NONE,
  UNKNOWN,
  list,
  positional,
  scalar,
  type CallArguments,
  type ObjectValue,
  type Value,
} from '../../../network/machine/values';
import { isMade } from '../../../network/data/made-tensors';
import { addUnnamed } from '../../../network/machine/unnamed';
import { addNamed } from '../../../network/declarative/containers';
import { allParameters } from './parameters';
import { isPretrained, startPretrained, startUsually } from './pretrained-weights';

const returnsSelf = new Set(
  (
    'to cuda cpu eval train half float double bfloat16 requires_grad_ share_memory type to_empty compile ' +
    'fuse_model prepare_for_training gradient_checkpointing_enable unfreeze freeze'
  ).split(' '),
);

/** Finding a module takes as long as looking through so many elements. */
const EFFORT_OF_MODULE = 8;

/** A call of a method that every module has, and the modules below it. */
interface ModuleCall {
  readonly machine: Machine;
  readonly object: ObjectValue;
  readonly given: CallArguments;
  readonly site: Place;
  readonly first: Value;
  readonly second: Value;
  readonly below: () => readonly ObjectValue[];
  readonly paths: () => ReadonlyMap<ObjectValue, string>;
  readonly children: () => readonly NamedChild[];
}

const methods = byNames<(call: ModuleCall) => Value | undefined>([
  [
    'add_module register_module',
    ({ machine, object, given, first, second }) => {
      const key = given.keywords.get('name') ?? first;
      const child = given.keywords.get('module') ?? second;
      if (key.kind === 'scalar' && typeof key.value === 'string') addNamed(machine, object, key.value, child);
      else addUnnamed(machine, object, child);
      return NONE;
    },
  ],
  [
    'register_parameter register_buffer',
    ({ machine, object, given, first, second }) => {
      const value = given.keywords.get('tensor') ?? given.keywords.get('param') ?? second;
      if (first.kind === 'scalar' && typeof first.value === 'string')
        machine.heap.set(
          object.attributes,
          first.value,
          value.kind === 'scalar' || isMade(value) ? value : UNKNOWN,
        );
      return NONE;
    },
  ],
  [
    'save_hyperparameters',
    ({ machine, object, given, site }) => saveHyperparameters(machine, object, given, site),
  ],
  ['modules', ({ below }) => list([...below()])],
  [
    'children',
    ({ object, children }) =>
      list(
        children().map(({ child }) => child),
        'list',
        !object.certain,
      ),
  ],
  [
    'named_modules',
    ({ paths }) => list([...paths()].map(([child, path]) => list([scalar(path), child], 'tuple'))),
  ],
  [
    'named_children',
    ({ children }) => list(children().map(({ name: key, child }) => list([scalar(key), child], 'tuple'))),
  ],
  ['parameters', ({ paths }) => list(allParameters(paths()).map(({ value }) => value))],
  [
    'named_parameters',
    ({ paths }) =>
      list(allParameters(paths()).map(({ name: path, value }) => list([scalar(path), value], 'tuple'))),
  ],
  [
    'apply',
    ({ machine, object, site, first, below }) => {
      // Children first, as PyTorch does.
      callForEach(machine, [...below()].reverse(), (child) => {
        callValue(machine, first, positional(child), site);
      });
      return object;
    },
  ],
  // `_modules.items()` and the like.
  [
    'items',
    ({ machine, object, given, site }) => moduleMethod(machine, object, 'named_children', given, site),
  ],
  ['values', ({ machine, object, given, site }) => moduleMethod(machine, object, 'children', given, site)],
  [
    'load_state_dict',
    ({ machine, object, below }) => {
      load(machine, object, below());
      return NONE;
    },
  ],
  // Models of transformers are mostly loaded; until then they start their weights in a way of their own.
  [
    'post_init init_weights',
    ({ machine, object, site, below }) => {
      const modules = below();
      load(machine, object, modules);
      startPretrained(machine, object, modules, site);
      return NONE;
    },
  ],
  // By the labels it is one of several losses, which take what the model gives beside it.
  ['loss_function', ({ object }) => (isPretrained(object) ? UNKNOWN : undefined)],
  [
    '_init_weights',
    ({ machine, object, site, first }) => {
      if (first.kind === 'object') startUsually(machine, object, first, site);
      return NONE;
    },
  ],
  [
    'get_submodule',
    ({ first, paths }) => {
      if (first.kind !== 'scalar' || typeof first.value !== 'string') return UNKNOWN;
      const path = first.value;
      return [...paths()].find(([, candidate]) => candidate === path)?.[0] ?? UNKNOWN;
    },
  ],
  ['zero_grad register_forward_hook state_dict', () => UNKNOWN],
]);

function load(machine: Machine, object: ObjectValue, below: readonly ObjectValue[]): void {
  for (const child of below) machine.graph.loaded.add(child);
  machine.graph.loaded.add(object);
}

export function moduleMethod(
  machine: Machine,
  object: ObjectValue,
  name: string,
  given: CallArguments,
  site: Place,
): Value | undefined {
  const [first = UNKNOWN, second = UNKNOWN] = given.positional;
  if (returnsSelf.has(name)) return object;
  const below = (): readonly ObjectValue[] => {
    const modules = modulesBelow(object);
    machine.look(EFFORT_OF_MODULE * modules.length);
    return modules;
  };
  const paths = (): ReadonlyMap<ObjectValue, string> => {
    const named = pathsBelow(object);
    machine.look(EFFORT_OF_MODULE * named.size);
    return named;
  };
  const children = (): readonly NamedChild[] => {
    machine.look(object.attributes.size);
    return childrenOf(object);
  };
  return methods.get(name)?.({ machine, object, given, site, first, second, below, paths, children });
}
