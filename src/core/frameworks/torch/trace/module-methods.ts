/** Methods that every `nn.Module` has. */
import type { Place } from '../../../python/syntax';
import { childrenOf, modulesBelow, pathsBelow, type NamedChild } from '../../../network/machine/children';
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
import { holdsWaves } from '../../../network/data/made-tensors';
import { addNamed } from '../../../network/declarative/containers';
import { allParameters } from './parameters';

const returnsSelf = new Set(
  (
    'to cuda cpu eval train half float double bfloat16 requires_grad_ share_memory type to_empty compile ' +
    'fuse_model prepare_for_training gradient_checkpointing_enable unfreeze freeze'
  ).split(' '),
);

/** Finding a module takes as long as looking through so many elements. */
const EFFORT_OF_MODULE = 8;

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
  switch (name) {
    case 'add_module':
    case 'register_module': {
      const key = given.keywords.get('name') ?? first;
      const child = given.keywords.get('module') ?? second;
      if (key.kind === 'scalar' && typeof key.value === 'string') addNamed(machine, object, key.value, child);
      else object.certain = false;
      return NONE;
    }
    case 'register_parameter':
    case 'register_buffer':
      if (first.kind === 'scalar' && typeof first.value === 'string')
        machine.heap.set(
          object.attributes,
          first.value,
          second.kind === 'scalar' || holdsWaves(second) ? second : UNKNOWN,
        );
      return NONE;
    case 'modules':
      return list([...below()]);
    case 'children':
      return list(
        children().map(({ child }) => child),
        'list',
        !object.certain,
      );
    case 'named_modules':
      return list([...paths()].map(([child, path]) => list([scalar(path), child], 'tuple')));
    case 'named_children':
      return list(children().map(({ name: key, child }) => list([scalar(key), child], 'tuple')));
    case 'parameters':
      return list(allParameters(paths()).map(({ value }) => value));
    case 'named_parameters':
      return list(
        allParameters(paths()).map(({ name: path, value }) => list([scalar(path), value], 'tuple')),
      );
    case 'apply':
      // Children first, as PyTorch does.
      for (const child of [...below()].reverse()) {
        callValue(machine, first, positional(child), site);
      }
      return object;
    // `_modules.items()` and the like.
    case 'items':
      return moduleMethod(machine, object, 'named_children', given, site);
    case 'values':
      return moduleMethod(machine, object, 'children', given, site);
    // Models of transformers start their weights in a way of their own.
    case 'post_init':
    case 'init_weights':
    case 'load_state_dict':
      for (const child of below()) machine.graph.loaded.add(child);
      machine.graph.loaded.add(object);
      return NONE;
    case 'get_submodule': {
      if (first.kind !== 'scalar' || typeof first.value !== 'string') return UNKNOWN;
      const path = first.value;
      return [...paths()].find(([, candidate]) => candidate === path)?.[0] ?? UNKNOWN;
    }
    case 'zero_grad':
    case 'register_forward_hook':
    case 'state_dict':
      return UNKNOWN;
    default:
      return undefined;
  }
}
