/**
 * How the models of transformers start their weights. `post_init()` hands every module to the class's `_init_weights`; without one, linear
 * layers, convolutions and embeddings are normal with the configuration's `initializer_range`, and biases are 0 (modeling_utils.py of
 * transformers 5).
 */
import type { Place } from '../../../python/syntax';
import { callForEach } from '../../../network/interpreter/alike-modules';
import { attributeOf } from '../../../network/interpreter/attributes';
import { callValue } from '../../../network/interpreter/call';
import { findMember, orderOf } from '../../../network/interpreter/classes';
import { isConfiguration } from '../../../network/interpreter/library-configuration';
import { plainInitialization, setInitialization } from '../../../network/operations/initialize';
import type { Machine } from '../../../network/machine/machine';
import { TRUE, positional, type ObjectValue } from '../../../network/machine/values';
import { parameter, parameterNames } from './parameters';

/** Under which a module keeps that a model inside has started its weights: the models around leave them. */
const STARTED = '@started';
/** What the library takes where a configuration says nothing. */
const USUAL_SPREAD = 0.02;
const ownStart = '_init_weights';

/** Whether a class extends the library's own, which starts weights in this way. */
export function isPretrained({ class: definition }: ObjectValue): boolean {
  return (
    definition !== undefined &&
    orderOf(definition).some(({ bases }) =>
      bases.some(
        (base) => base.kind === 'external' && /^transformers\.(?:\w+\.)*PreTrainedModel$/.test(base.name),
      ),
    )
  );
}

/** `self.post_init()`: every module below that no model inside has started, children first. */
export function startPretrained(
  machine: Machine,
  object: ObjectValue,
  below: readonly ObjectValue[],
  site: Place,
): void {
  if (!isPretrained(object)) return;
  const own = object.class && findMember(machine, object.class, ownStart);
  const left = [...below].reverse().filter(({ attributes }) => !attributes.has(STARTED));
  callForEach(machine, left, (child) => {
    machine.heap.set(child.attributes, STARTED, TRUE);
    if (own?.kind === 'function')
      callValue(machine, { kind: 'bound', function: own, self: object }, positional(child), site);
    else startUsually(machine, object, child, site);
  });
}

/** What the library's own `_init_weights` does to a module. */
export function startUsually(machine: Machine, model: ObjectValue, module: ObjectValue, site: Place): void {
  const role = module.behaviour.layer?.role;
  const isTable = role === 'embedding' && module.base === 'torch.nn.Embedding';
  const isDrawn = isTable || /^torch\.nn\.(?:Linear|Conv[123]d|ConvTranspose[12]d)$/.test(module.base);
  if (!isDrawn) return;
  const std = spreadOf(machine, model, site);
  const drawn = plainInitialization('normal', std === undefined ? { mean: 0 } : { mean: 0, std }, site);
  for (const name of parameterNames(module))
    setInitialization(
      machine,
      parameter(module, name),
      name === 'bias' ? plainInitialization('zeros', {}, site) : { ...drawn, certain: std !== undefined },
    );
}

/** Fields of a configuration that say how weights are spread: the first that it has counts. */
const SPREADS = ['initializer_range', 'init_std', 'initializer_factor'] as const;

/** What a configuration says of the spread of weights; undefined where that cannot be told. */
function spreadOf(machine: Machine, model: ObjectValue, site: Place): number | undefined {
  const config = attributeOf(machine, model, 'config', site);
  if (config.kind !== 'object') return undefined;
  const { attributes, class: definition } = config;
  const has = (name: string): boolean =>
    attributes.has(name) || (definition !== undefined && findMember(machine, definition, name) !== undefined);
  const isKnown = definition !== undefined && isConfiguration(definition);
  const name = isKnown ? SPREADS.find(has) : SPREADS[0];
  // What a model is made of several of, another configuration may say.
  if (name === undefined) return has('sub_configs') ? undefined : USUAL_SPREAD;
  const spread = attributeOf(machine, config, name, site);
  if (spread.kind !== 'scalar' || typeof spread.value !== 'number') return undefined;
  return name === 'initializer_range' ? spread.value || USUAL_SPREAD : spread.value;
}
