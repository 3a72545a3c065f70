import type { Rule } from 'eslint';

export declare const noOpenLookup: Rule.RuleModule;
