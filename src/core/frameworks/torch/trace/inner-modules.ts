/** Modules that PyTorch's own modules are made of, as `modules()`, `parameters()` and paths of attributes see them. */
import type { Place } from '../../../python/syntax';
import { numberOf } from '../../../network/machine/constants';
import type { Machine } from '../../../network/machine/machine';
import { scalar, type ObjectValue, type Value } from '../../../network/machine/values';
import { deepCopy } from '../../../network/interpreter/library';

/** A stack has at most so many layers that are told apart. */
const MOST_LAYERS = 48;

/** Gives a fresh attention module, or a Transformer layer or stack, what PyTorch's constructor makes inside it. */
export function addInnerModules(machine: Machine, object: ObjectValue, site: Place): void {
  const given = (name: string): Value | undefined => object.arguments.get(name);
  const child = (
    holder: ObjectValue,
    name: string,
    base: string,
    settings: Readonly<Record<string, Value | undefined>>,
  ): ObjectValue => {
    const made = machine.create(base, undefined, site);
    for (const [key, value] of Object.entries(settings))
      if (value !== undefined) made.arguments.set(key, value);
    machine.heap.set(holder.attributes, name, made);
    return made;
  };
  switch (object.base) {
    case 'torch.nn.MultiheadAttention': {
      const width = given('embed_dim');
      child(object, 'out_proj', 'torch.nn.Linear', {
        in_features: width,
        out_features: width,
        bias: given('bias'),
      });
      return;
    }
    case 'torch.nn.TransformerEncoderLayer':
    case 'torch.nn.TransformerDecoderLayer': {
      const [width, bias] = [given('d_model'), given('bias')];
      const hidden = given('dim_feedforward') ?? scalar(2048);
      const attentions = object.base.includes('Decoder') ? ['self_attn', 'multihead_attn'] : ['self_attn'];
      for (const name of attentions)
        addInnerModules(
          machine,
          child(object, name, 'torch.nn.MultiheadAttention', {
            embed_dim: width,
            num_heads: given('nhead'),
            bias,
          }),
          site,
        );
      child(object, 'linear1', 'torch.nn.Linear', { in_features: width, out_features: hidden, bias });
      child(object, 'linear2', 'torch.nn.Linear', { in_features: hidden, out_features: width, bias });
      return;
    }
    case 'torch.nn.TransformerEncoder':
    case 'torch.nn.TransformerDecoder':
      addCopies(machine, object, site);
      return;
    default:
  }
}

/** The copies of one layer that a stack is made of; of a class of one's own none are told apart. */
function addCopies(machine: Machine, stack: ObjectValue, site: Place): void {
  const layer = stack.arguments.get('encoder_layer') ?? stack.arguments.get('decoder_layer');
  const count = numberOf(stack.arguments.get('num_layers'));
  if (layer?.kind !== 'object' || layer.class !== undefined || count === undefined || count > MOST_LAYERS)
    return;
  const list = machine.create('torch.nn.ModuleList', undefined, site);
  for (let index = 0; index < count; index += 1)
    machine.heap.set(list.attributes, String(index), deepCopy(machine, layer));
  machine.heap.set(stack.attributes, 'layers', list);
}
