/** What stands after the last dot of a qualified name: `ReLU` of `torch.nn.ReLU`; the whole name where there is none. */
export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
