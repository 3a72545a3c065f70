/** Sparse convolutions: a sparse tensor is followed as the features that it holds. */
import type { FrontEnd } from '../../network/machine/front-end';
import { layerNode } from '../../network/operations/layers';
import { list, positional, valuesOf, type CallArguments, type Value } from '../../network/machine/values';
import { frontEnd as torch } from '../torch/trace';

/** Records of features and the places where they stand. */
const tensors =
  /^(?:spconv\.(?:core\.)?SparseConvTensor|MinkowskiEngine\.(?:\w+\.)*(?:SparseTensor|TensorField)|torchsparse\.(?:tensor\.)?SparseTensor)$/;
const joins = /^(?:MinkowskiEngine|torchsparse)\.(?:\w+\.)*cat$/;
const FEATURES = ['features', 'feats'];

const featuresIn = ({ positional: [first], keywords }: CallArguments): Value | undefined =>
  FEATURES.flatMap((name) => keywords.get(name) ?? [])[0] ?? first;

export const frontEnd: FrontEnd = {
  ...torch,
  roots: ['spconv', 'MinkowskiEngine', 'torchsparse'],
  callExternal(machine, name, given, site) {
    if (tensors.test(name)) return featuresIn(given);
    // `ME.cat(a, b)`, `torchsparse.cat([a, b])`
    if (joins.test(name)) {
      const parts = given.positional.length > 1 ? list([...given.positional]) : given.positional[0];
      return parts && torch.callExternal(machine, 'torch.cat', positional(parts), site);
    }
    return torch.callExternal(machine, name, given, site);
  },
  callObject(machine, object, given, site) {
    const { layer } = object.behaviour;
    if (layer?.role !== 'linear') return torch.callObject(machine, object, given, site);
    const inputs = valuesOf(given).slice(0, 1);
    const made = object.arguments.get('out_channels');
    const width = made?.kind === 'scalar' && typeof made.value === 'number' ? made.value : undefined;
    // How many of its neighbours are occupied hangs on the data.
    const shape = { fanIn: undefined, fanOut: undefined, width, bias: undefined };
    return layerNode(machine, layer, shape, inputs, site, object, object.arguments);
  },
};
