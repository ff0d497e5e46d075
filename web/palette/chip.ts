import { type Category, catalogue, policies } from '../../simulator/index.ts';
import { getEngine } from '../engine/index.ts';
import { bestFirst } from '../ui/best-first.ts';

/** Something in the palette that can be put on the canvas: a component, or something that goes onto one or onto a call. */
export type Chip =
  | {
      readonly kind: 'component';
      readonly name: string;
      readonly title: string;
      readonly icon: string;
      readonly summary: string;
      /** Products and other names that it is looked for by. */
      readonly alsoKnownAs: readonly string[];
    }
  | {
      readonly kind: 'policy';
      readonly name: string;
      readonly title: string;
      readonly icon: string;
      readonly summary: string;
    }
  | {
      readonly kind: 'place';
      readonly name: 'zone' | 'region';
      readonly title: string;
      readonly icon: string;
      readonly summary: string;
      readonly alsoKnownAs: readonly string[];
    }
  | {
      readonly kind: 'replica';
      readonly name: 'replica';
      readonly title: string;
      readonly icon: string;
      readonly summary: string;
    };

export interface Drawer {
  readonly title: string;
  /** What is done with its chips, where it is not the usual. */
  readonly note?: string;
  /** Folded until asked for: what few designs need. */
  readonly isFolded?: true;
  readonly chips: readonly Chip[];
}

const categoryTitles = {
  clients: 'Clients',
  edge: 'Edge',
  compute: 'Compute',
  data: 'Data',
  messaging: 'Messaging',
  coordination: 'Coordination',
  operations: 'Operations',
  external: 'External',
  generic: 'Your own',
} as const satisfies Record<Category, string>;

const replica: Chip = {
  kind: 'replica',
  name: 'replica',
  title: 'Replica',
  icon: 'boxes',
  summary: 'One more instance of a component.',
};

const places: readonly Chip[] = [
  {
    kind: 'place',
    name: 'zone',
    title: 'Zone',
    icon: 'square-dashed',
    summary: 'A data center of its own: what stands in it fails together.',
    alsoKnownAs: ['availability zone', 'AZ', 'data center', 'rack', 'fault domain'],
  },
  {
    kind: 'place',
    name: 'region',
    title: 'Region',
    icon: 'globe',
    summary: 'Zones near each other; other regions are far away, and traffic to them is billed.',
    alsoKnownAs: ['geography', 'us-east-1', 'multi-region'],
  },
];

const folded: readonly string[] = ['coordination', 'operations', 'generic'] satisfies Category[];

export const drawers: readonly Drawer[] = [
  ...Object.entries(categoryTitles).map(
    ([category, title]): Drawer => ({
      title,
      ...(folded.includes(category) && { isFolded: true }),
      chips: catalogue
        .filter((definition) => definition.category === category)
        .map(
          ({ type, title: name, icon, summary, alsoKnownAs = [] }): Chip => ({
            kind: 'component',
            name: type,
            title: name,
            icon,
            summary,
            alsoKnownAs,
          }),
        ),
    }),
  ),
  {
    title: 'Onto a connection',
    note: 'Drop onto the line between two components.',
    chips: policies.map(({ name, title, icon, summary }): Chip => ({ kind: 'policy', name, title, icon, summary })),
  },
  { title: 'Places', note: 'Drop a zone onto the canvas or a component, a region onto a zone.', chips: places },
  { title: 'Onto a component', note: 'Drop onto a component.', chips: [replica] },
].filter(({ chips }) => chips.length > 0);

/** Longer words are compared by their beginning: who looks for an autoscaler finds autoscaling. */
const STEM = 7;

/** Whether a text has all words of a search. */
function matcher(search: string): (text: string) => boolean {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => word.slice(0, STEM));
  return (text) => words.every((word) => text.toLowerCase().includes(word));
}

/** Drawers with the chips whose title, summary or other names have all words of a search, the best fits first. */
export function search(text: string): readonly Drawer[] {
  const matches = matcher(text);
  const fits = (chip: Chip): boolean =>
    matches(`${chip.title} ${chip.summary} ${'alsoKnownAs' in chip ? chip.alsoKnownAs.join(' ') : ''}`);
  const found = drawers
    .map((drawer) => ({ ...drawer, chips: drawer.chips.filter(fits) }))
    .filter(({ chips }) => chips.length > 0);
  return bestFirst<Drawer, Chip>(found, text, {
    itemsOf: ({ chips }) => chips,
    nameOf: ({ title }) => title,
    withItems: (drawer, chips) => ({ ...drawer, chips }),
  });
}

/** A setting that somebody may look for among the components: health checks, autoscaling. */
export interface SettingHit {
  readonly title: string;
  /** Titles of the types that have it. */
  readonly of: readonly string[];
}

/** Most settings that a search shows, and most types that one names. */
const MOST_HITS = 6;

/** Settings of components whose title has all words of a search; none until the engine is here, which knows them. */
export function searchSettings(text: string): readonly SettingHit[] {
  const engine = getEngine();
  if (engine === undefined || text.trim().length < 3) return [];
  const matches = matcher(text);
  const owners = new Map<string, string[]>();
  for (const { title, config } of catalogue) {
    for (const field of engine.fieldsOf(config)) {
      if (matches(`${field.title} ${field.name}`)) owners.set(field.title, [...(owners.get(field.title) ?? []), title]);
    }
  }
  return [...owners].slice(0, MOST_HITS).map(([title, of]) => ({ title, of }));
}
