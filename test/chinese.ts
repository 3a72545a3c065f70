import { readFileSync } from 'node:fs';
import { fillIn, speaker, type Say } from '../src/core/phrase';

const bundle = JSON.parse(readFileSync('l10n/bundle.l10n.zh-cn.json', 'utf8')) as Record<string, string>;

/** Simplified Chinese, as the editor fills it in. */
export const chinese: Say = speaker((template, values) => fillIn(bundle[template] ?? template, values));
