/** torchvision's transforms that turn bytes into floats without scaling them: `ToImage`, `ToDtype(torch.float32)`. */
import { phrase } from '../../phrase';
import type { Bindings, ConstantValue } from '../../python/names';
import type { CallExpression, Expression } from '../../python/syntax';
import { wordsOf } from '../../python/words';
import { appendArgument } from '../fixes/argument-edits';
import { isFloatType } from '../analysis/float-types';
import type { Edit, Fix, RuleContext } from '../rule';

const compose = /^torchvision\.transforms\.(?:v2\.)?Compose$/;
const transform = /^torchvision\.transforms\.(?:v2\.)?(?:transforms\.)?([A-Z]\w*)$/;

/** Anything outside the pipeline that scales: a model may do it first of all. */
const scaling = /255|\/=?\s*256|127\.5|Rescal|\.div_?\(/;

export function reportTorchTransforms({ bindings, report }: RuleContext): void {
  const { units } = bindings.module;
  const building = units.filter((unit) => startsBytes.some((name) => wordsOf(unit).has(name)));
  if (building.length === 0 || units.some(({ text }) => scaling.test(text.replace(/#[^\n]*/g, '')))) return;
  const images = imagesIn(bindings.module.text);
  for (const unit of building) {
    for (const { call, qualifiedName } of bindings.callsIn(unit)) {
      const [list] = call.arguments;
      if (!compose.test(qualifiedName) || list?.value.kind !== 'List') continue;
      const found = conversionWithoutScale(list.value.elements, images, bindings);
      if (found === undefined) continue;
      report({
        place: found.conversion,
        message: phrase`This makes floats of 0 to 255 without scaling: pre-activations start about 255 times too large. Divide by 255.`,
        related: [{ place: found.source, message: phrase`The pixels become a tensor of bytes here.` }],
        fixes: found.fixes,
      });
    }
  }
}

/** What tells that a pipeline gets images: volumes of floats and masks of class numbers take the same transforms. */
interface Images {
  /** PIL or a data set of torchvision. */
  readonly anywhere: boolean;
  /** A data set for classification, and no masks. */
  readonly classified: boolean;
}

const classification =
  /MNIST\b|\b(?:CIFAR100?|ImageFolder|ImageNet|SVHN|STL10|Food101|Flowers102|Caltech(?:101|256)|Places365|USPS)\b/;

function imagesIn(text: string): Images {
  const classified = classification.test(text);
  return {
    anywhere: classified || /\bPIL\b|torchvision\.datasets|\bPILToTensor\b/.test(text),
    classified: classified && !/mask|segment|target_transform/i.test(text),
  };
}

interface Found {
  readonly source: Expression;
  readonly conversion: Expression;
  readonly fixes: readonly Fix[];
}

/** The first conversion of bytes to floats in a pipeline, if it does not scale and nothing behind it does. */
function conversionWithoutScale(
  steps: readonly Expression[],
  images: Images,
  bindings: Bindings,
): Found | undefined {
  let source: Expression | undefined;
  for (const [index, step] of steps.entries()) {
    const name = nameOf(step, bindings);
    if (step.kind !== 'Call' || name === undefined) return undefined;
    if (startsBytes.includes(name)) source ??= step;
    else if (name === 'ToDtype' || name === 'Lambda') {
      const later = steps.slice(index + 1);
      const conversion = name === 'ToDtype' ? unscaledDtype(step, bindings) : floatingLambda(step, bindings);
      if (source === undefined || conversion === undefined) return undefined;
      const belief = beliefOf(later, bindings);
      // `scale=False` may be meant: only a normalisation of [0, 1] behind it says that it is not.
      const certain =
        belief === 'scaled'
          ? images.anywhere
          : belief === 'none' && images.classified && !conversion.deliberate;
      return certain ? { source, conversion: step, fixes: conversion.fixes } : undefined;
    } else if (converters.has(name)) return undefined;
  }
  return undefined;
}

/** Transforms that make a tensor of bytes of an image. */
const startsBytes = ['PILToTensor', 'ToImage'];
/** Transforms that scale, or want floats already. */
const converters: ReadonlySet<string> = new Set([
  'ToTensor',
  'ConvertImageDtype',
  'ConvertDtype',
  'Normalize',
  'LinearTransformation',
]);

function nameOf(step: Expression, bindings: Bindings): string | undefined {
  const name = step.kind === 'Call' ? bindings.qualifiedName(step.callee) : undefined;
  return name === undefined ? undefined : transform.exec(name)?.[1];
}

interface Conversion {
  readonly fixes: readonly Fix[];
  readonly deliberate: boolean;
}

function unscaledDtype(call: CallExpression, bindings: Bindings): Conversion | undefined {
  if (call.arguments.some(({ form }) => form === 'star' || form === 'double-star')) return undefined;
  const argument = (name: string, index: number): Expression | undefined =>
    call.arguments.find((one) => one.name === name)?.value ??
    (call.arguments[index]?.form === 'positional' ? call.arguments[index].value : undefined);
  const dtype = argument('dtype', 0);
  const scale = argument('scale', 1);
  if (dtype === undefined || !isFloatType(dtype, bindings)) return undefined;
  if (scale !== undefined && bindings.constant(scale) !== false) return undefined;
  const edit: Edit =
    scale === undefined
      ? appendArgument(call, 'scale=True')
      : { kind: 'replace', place: scale, newText: 'True' };
  const fix = { title: phrase`Set scale=True (changes training)`, safe: false, edits: [edit] };
  return { fixes: [fix], deliberate: scale !== undefined };
}

/** `Lambda(lambda x: x.float())`. */
function floatingLambda(call: CallExpression, bindings: Bindings): Conversion | undefined {
  const value = call.arguments[0]?.value;
  if (value?.kind !== 'Lambda' || value.body.kind !== 'Call') return undefined;
  const { callee, arguments: given } = value.body;
  const [parameter] = value.parameters;
  if (callee.kind !== 'Attribute' || callee.object.kind !== 'Name') return undefined;
  if (parameter === undefined || callee.object.id !== parameter.name) return undefined;
  const converts =
    (callee.name === 'float' && given.length === 0) ||
    (callee.name === 'to' && given[0] !== undefined && isFloatType(given[0].value, bindings));
  if (!converts) return undefined;
  const { body } = value;
  const edit: Edit = {
    kind: 'replace',
    place: { unit: body.unit, start: body.end, end: body.end },
    newText: ' / 255',
  };
  const fix = { title: phrase`Divide the pixels by 255 (changes training)`, safe: false, edits: [edit] };
  return { fixes: [fix], deliberate: false };
}

/** What the steps behind take the range for: `scaled` where they normalise with means in [0, 1]; `other` where they may scale. */
function beliefOf(steps: readonly Expression[], bindings: Bindings): 'scaled' | 'none' | 'other' {
  for (const step of steps) {
    const name = nameOf(step, bindings);
    if (name === undefined || name === 'Lambda' || name === 'LinearTransformation') return 'other';
    if (name !== 'Normalize' || step.kind !== 'Call') continue;
    const [mean] = step.arguments;
    const values = mean === undefined ? undefined : numbersOf(bindings.constant(mean.value));
    return values?.every((value) => value <= 1) === true ? 'scaled' : 'other';
  }
  return 'none';
}

function numbersOf(value: ConstantValue | undefined): readonly number[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const elements = 'tuple' in value ? value.tuple : value.list;
  return elements.every((element) => typeof element === 'number') ? elements : undefined;
}
