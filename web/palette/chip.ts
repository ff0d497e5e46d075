import { type Category, catalogue, connectionFields, policies } from '../../simulator/index.ts';

/** Something in the palette that can be put on the canvas: a component, or something that goes onto one or onto a call. */
export type Chip =
  | {
      readonly kind: 'component';
      readonly name: string;
      readonly title: string;
      readonly icon: string;
      readonly summary: string;
    }
  | {
      readonly kind: 'policy';
      readonly name: string;
      readonly title: string;
      readonly icon: string;
      readonly summary: string;
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

export const drawers: readonly Drawer[] = [
  ...Object.entries(categoryTitles).map(([category, title]) => ({
    title,
    chips: catalogue
      .filter((definition) => definition.category === category)
      .map(
        ({ type, title: name, icon, summary }): Chip => ({ kind: 'component', name: type, title: name, icon, summary }),
      ),
  })),
  {
    title: 'Onto a connection',
    note: 'Drop onto the line between two components.',
    chips: policies.map(({ name, title, icon, field }): Chip => {
      const help = connectionFields.find((candidate) => candidate.name === field)?.description;
      return { kind: 'policy', name, title, icon, summary: help ?? title };
    }),
  },
  { title: 'Onto a component', note: 'Drop onto a component.', chips: [replica] },
].filter(({ chips }) => chips.length > 0);

/** Drawers with the chips whose title or summary has all words of a search. */
export function search(text: string): readonly Drawer[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = ({ title, summary }: Chip): boolean => {
    const hay = `${title} ${summary}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  };
  return drawers
    .map((drawer) => ({ ...drawer, chips: drawer.chips.filter(fits) }))
    .filter(({ chips }) => chips.length > 0);
}
