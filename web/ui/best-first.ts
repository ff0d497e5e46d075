/** How well a name fits what was typed: 0 is the name itself, then what begins so, has a word that does, or has it anywhere. */
function distance(name: string, typed: string): number {
  const lower = name.toLowerCase();
  if (lower === typed) return 0;
  if (lower.startsWith(typed)) return 1;
  if (lower.includes(` ${typed}`)) return 2;
  return lower.includes(typed) ? 3 : 4;
}

/**
 * Groups and what is in them, the names that fit best what was typed first: who types “cache” means the cache, and not
 * the first thing that is described by that word. Equals keep their order.
 */
export function bestFirst<Group, Item>(
  groups: readonly Group[],
  typed: string,
  parts: {
    readonly itemsOf: (group: Group) => readonly Item[];
    readonly nameOf: (item: Item) => string;
    readonly withItems: (group: Group, items: readonly Item[]) => Group;
  },
): readonly Group[] {
  const text = typed.trim().toLowerCase();
  if (text === '') return groups;
  const ranked = groups.map((group) => {
    const items = parts
      .itemsOf(group)
      .map((item) => ({ item, far: distance(parts.nameOf(item), text) }))
      .sort((a, b) => a.far - b.far);
    const sorted = parts.withItems(
      group,
      items.map(({ item }) => item),
    );
    return { group: sorted, far: items[0]?.far ?? Number.POSITIVE_INFINITY };
  });
  return ranked.sort((a, b) => a.far - b.far).map(({ group }) => group);
}
