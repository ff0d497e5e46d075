import {
  defaultPrices,
  type Finding,
  hasErrors,
  type PriceList,
  pathText,
  priceListSchema,
} from '../../simulator/index.ts';
import { didYouMean } from '../names/index.ts';
import { explainIssues, type Vocabulary } from './explain.ts';
import { type FileFormat, readFormat } from './format.ts';
import { locator, type PlacedFinding, readJson } from './json.ts';
import { checkValue } from './limits.ts';
import { getIn, type Path } from './set-in.ts';

/** A price list as a file or a design holds it. */
export interface PricesReading {
  /** Present where there is no error. */
  readonly prices?: PriceList;
  readonly findings: readonly PlacedFinding[];
}

/** The first version has nothing before it; version 2 will add `[1, …]` here. */
const format: FileFormat = { kind: 'prices', version: 1, migrations: new Map() };

const words: Vocabulary = {
  subject: (_root, path) => (path.length === 0 ? 'the price list' : `"${pathText(path)}"`),
  elsewhere: () => undefined,
};

/** Items that nothing is priced by: slips of the pen, which would leave the default price in place without a word. */
export function unknownItems(root: unknown, path: Path): Finding[] {
  const items = getIn(root, [...path, 'items']);
  if (typeof items !== 'object' || items === null) return [];
  const known = Object.keys(defaultPrices.items);
  return Object.keys(items)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      code: 'unknown-price',
      severity: 'warning',
      path: [...path, 'items', name],
      what: `Nothing is priced by an item "${name}".${didYouMean(name, known)}`,
      why: 'Its price changes no bill, and what it was meant for keeps the price of the list that comes with the product.',
      todo: 'Take the names from `headroom prices`, or remove the item.',
    }));
}

/** Reads a price list from the text of a file; findings say where in the text they are. Never throws. */
export function readPrices(text: string): PricesReading {
  const { value, findings } = readJson(text);
  if (value === undefined) return { findings };
  const { prices, problems } = parsed(value);
  const place = problems.length === 0 ? undefined : locator(text);
  const placed = problems.map((finding): PlacedFinding => {
    const found = place?.(finding.path);
    return found === undefined ? finding : { ...finding, place: found };
  });
  const all = [...findings, ...placed];
  return { ...(prices !== undefined && !hasErrors(all) && { prices }), findings: all };
}

function parsed(value: unknown): { readonly prices?: PriceList; readonly problems: readonly Finding[] } {
  const checked = checkValue(value);
  if (checked.hostile) return { problems: checked.findings };
  const { document, finding } = readFormat(value, format);
  if (finding !== undefined) return { problems: [finding] };
  const { success, data, error } = priceListSchema.safeParse(document);
  if (!success) return { problems: explainIssues(error.issues, document, priceListSchema, words) };
  return { prices: data, problems: unknownItems(document, []) };
}
