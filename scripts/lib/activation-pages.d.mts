export function activationPages(): Promise<ReadonlyMap<string, string>>;
