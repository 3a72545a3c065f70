/** PyTorch. */
import { canonicalName, symbolOf } from '../..';
import type { FrontEnd } from '../../../network/machine/front-end';
import { initializationKey } from '../../../network/operations/initialize';
import { NONE } from '../../../network/machine/values';
import {
  containerChildren,
  containerKeys,
  containerMethod,
  isContainer,
} from '../../../network/declarative/containers';
import { madeMethod, madeValue } from '../../../network/data/made-tensors';
import { floatFunctional } from './float-functional';
import { callTorch } from './functions';
import { moduleMethod } from './module-methods';
import { callTorchLayer, initializeTorch, torchAttribute } from './modules';
import { torchShape } from './shapes';
import { distributionAttribute, distributionMethod } from './distributions';
import { parameterMethod, parameterShape, parameterNames } from './parameters';

export const frontEnd: FrontEnd = {
  roots: ['torch', 'fairscale'],
  layerShape: torchShape,
  callMethods: ['forward'],
  prepareMethods: [],
  isModelBase: (name) => name === 'torch.nn.Module' || name === 'torch.nn.Sequential',
  fieldsAreParameters: () => false,
  hasFunction: (name) => name === 'torch.nn.functional.scaled_dot_product_attention',
  callExternal: callTorch,
  callObject: callTorchLayer,
  initialize(machine, object, base, given, site) {
    initializeTorch(machine, object, base, given, site);
  },
  parameterShape,
  attribute(_machine, object, name) {
    return distributionAttribute(object, name) ?? torchAttribute(object, name);
  },
  callMethod(machine, object, name, given, site) {
    const match = /^parameter:([^:]+):(.+)$/.exec(name);
    if (match?.[1] !== undefined && match[2] !== undefined)
      return parameterMethod(machine, object, match[1], match[2], given, site);
    if (isContainer(object.base)) {
      const result = containerMethod(machine, object, name, given);
      if (result !== undefined) return result;
    }
    const drawn = distributionMethod(machine, object, name, given, site);
    if (drawn !== undefined) return drawn;
    const arithmetic = floatFunctional(machine, object, name, given, site);
    if (arithmetic !== undefined) return arithmetic;
    if (name === 'reset_parameters') {
      for (const own of parameterNames(object))
        machine.heap.set(object.attributes, initializationKey(own), NONE);
      return NONE;
    }
    if (name === 'forward') return callTorchLayer(machine, object, given, site);
    const table = object.base === 'torch.nn.Parameter' ? madeValue(object, site) : undefined;
    if (table !== undefined) return madeMethod(table, name, given);
    return moduleMethod(machine, object, name, given, site);
  },
  iterate(_machine, object) {
    if (object.base === 'torch.nn.ModuleDict') return containerKeys(object);
    return isContainer(object.base) ? containerChildren(object) : undefined;
  },
  isSubclass: isTorchSubclass,
};

/** Abstract bases of `torch.nn` and which of its classes they cover. */
const abstractBases = new Map<string, RegExp>(
  Object.entries({
    'torch.nn._ConvNd': /^torch\.nn\.(?:Lazy)?Conv(?:Transpose)?[123]d$/,
    'torch.nn._ConvTransposeNd': /^torch\.nn\.ConvTranspose[123]d$/,
    'torch.nn._BatchNorm': /^torch\.nn\.(?:Lazy|Sync)?BatchNorm(?:[123]d)?$/,
    'torch.nn._NormBase': /^torch\.nn\.(?:Lazy|Sync)?(?:Batch|Instance)Norm(?:[123]d)?$/,
    'torch.nn._InstanceNorm': /^torch\.nn\.(?:Lazy)?InstanceNorm[123]d$/,
    'torch.nn._DropoutNd': /^torch\.nn\.(?:Feature)?(?:Alpha)?Dropout[123]?d?$/,
    'torch.nn.RNNBase': /^torch\.nn\.(?:RNN|LSTM|GRU)$/,
    'torch.nn.RNNCellBase': /^torch\.nn\.(?:RNN|LSTM|GRU)Cell$/,
  }),
);

function isTorchSubclass(name: string, of: string): boolean | undefined {
  if (name === of || of === 'torch.nn.Module') return true;
  const short = of.startsWith('torch.nn.modules.')
    ? of.replace(/^torch\.nn\.modules\.\w+\./, 'torch.nn.')
    : of;
  const covered = abstractBases.get(short);
  if (covered !== undefined) return covered.test(name);
  if (symbolOf(of) !== undefined || symbolOf(name) !== undefined || /^torch\.(?:nn\.[A-Z]|Tensor)/.test(of)) {
    if (name === 'torch.nn.Sequential' || name === 'torch.nn.Module') return false;
    return canonicalName(of) === name || (name === 'torch.nn.ReLU6' && of === 'torch.nn.Hardtanh');
  }
  return undefined;
}
