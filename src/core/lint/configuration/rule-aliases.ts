/** Names that rules had before: wherever a rule is named by hand they still mean it. */
const aliases: ReadonlyMap<string, string> = new Map([['high-learning-rate-relu', 'high-learning-rate']]);

/** Those names, for whoever lists what is accepted: the script that makes the schemas imports it. @public */
export const earlierNames: readonly string[] = [...aliases.keys()];

/** What a rule is called now. */
export const currentName = (name: string): string => aliases.get(name) ?? name;
