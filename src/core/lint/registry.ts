/** Every rule there is, in the order of the rule book. A test fails where one lacks its page, its tests or its entry here. */
import type { Rule, RuleMeta } from './rule';
import { activationModuleCalledOnTensor } from './rules/activation-module-called-on-tensor';
import { fanInitOn1d } from './rules/fan-init-on-1d';
import { frameworkDefaultDiffers } from './rules/framework-default-differs';
import { invalidActivationArgument } from './rules/invalid-activation-argument';
import { leakyReluSlope } from './rules/leaky-relu-slope';
import { logOfSoftmax } from './rules/log-of-softmax';
import { reluInRecurrentCell } from './rules/relu-in-recurrent-cell';
import { reluXavierInit } from './rules/relu-xavier-init';
import { unknownActivationName } from './rules/unknown-activation-name';
import { unscaledInput } from './rules/unscaled-input';
import { unsupportedInitNonlinearity } from './rules/unsupported-init-nonlinearity';
import { unusedSuppression } from './suppressions';

export const rules: readonly Rule[] = [
  unsupportedInitNonlinearity,
  fanInitOn1d,
  activationModuleCalledOnTensor,
  unknownActivationName,
  invalidActivationArgument,
  logOfSoftmax,
  reluXavierInit,
  reluInRecurrentCell,
  leakyReluSlope,
  frameworkDefaultDiffers,
  unscaledInput,
];

/** What listings, settings and suppression comments know: the rules and what the engine itself reports. */
export const ruleMetas: readonly RuleMeta[] = [...rules.map(({ meta }) => meta), unusedSuppression];

export const ruleNames: ReadonlySet<string> = new Set(ruleMetas.map(({ name }) => name));
