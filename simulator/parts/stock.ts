import type { z } from 'zod';
import { choice, group, namesField, quantity, requiredQuantity } from '../field.ts';
import { grown } from '../kernel/index.ts';
import { isFailure, Op, Outcome } from '../outcome.ts';
import type { Site } from '../site.ts';
import type { Guard } from './guarded.ts';
import { KeyTable, NONE } from './key-table.ts';
import { RecordRing } from './record-ring.ts';

/** Units of each item that a store keeps, of which a write takes one. */
export const stockField = group(
  {
    title: 'Stock',
    help: 'The store counts units of each item, and a write takes one. Whether more are sold than there are depends on how it is taken.',
    advanced: true,
  },
  {
    units: requiredQuantity('count', {
      title: 'Units',
      help: 'Of each item, at the start.',
      min: 0,
      max: 1e9,
      integer: true,
    }),
    sale: choice({
      title: 'A sale',
      help: 'How a unit is taken.',
      options: [
        {
          value: 'conditional',
          title: 'Conditional write',
          description: 'The store takes a unit if there is one, in one step: what is sold out is sold out.',
        },
        {
          value: 'check-then-act',
          title: 'Check, then act',
          description: 'The caller reads the stock, and if it saw a unit it writes, whatever has happened since.',
        },
      ],
      default: 'conditional',
      source: 'UPDATE … WHERE stock > 0 in SQL; condition expressions in Amazon DynamoDB.',
    }),
    gap: quantity('time', {
      title: 'From check to write',
      help: 'Age of what the caller saw when its write reaches the store: its own work in between, a slow payment, a replica behind. The time of the write itself comes on top.',
      default: '0 s',
      source: 'Assumption: the caller checks right before it writes.',
      usual: '5 ms–10 min',
      min: 0,
      max: 86_400,
      appliesWhen: { field: 'sale', is: ['check-then-act'] },
    }),
    for: namesField({
      title: 'Taken by',
      help: 'Names of the requests whose writes take a unit; all writes if empty.',
    }),
  },
);
export type StockSpec = NonNullable<z.output<typeof stockField>>;

/** What is left of each item, known to all instances of a store. Of an item that nobody has asked for nothing is kept. */
export class Stock {
  private readonly units: number;
  private readonly gap: number;
  private readonly table = new KeyTable();
  /** By entry: units sold, and how many of them show to who checks now. */
  private sold = new Float64Array(64);
  private shown = new Float64Array(64);
  /** Sales that do not show yet, by the moment they were made; `kind` is the entry. */
  private readonly recent = new RecordRing();

  constructor({ units, gap }: StockSpec) {
    this.units = units;
    this.gap = gap;
  }

  /** Whether a caller that has checked this item sees a unit. */
  seems(key: number, now: number): boolean {
    const { recent, gap, shown } = this;
    while (recent.size > 0 && recent.storedAt <= now - gap) {
      shown[recent.kind]++;
      recent.drop();
    }
    return shown[this.entryOf(key)] < this.units;
  }

  /** Whether there is a unit. */
  has(key: number): boolean {
    return this.sold[this.entryOf(key)] < this.units;
  }

  /** A unit is taken, whether or not there is one. */
  take(key: number, now: number): void {
    const entry = this.entryOf(key);
    this.sold[entry]++;
    this.recent.push(entry, key, now);
  }

  private entryOf(key: number): number {
    const { table } = this;
    const known = table.find(key);
    if (known !== NONE) return known;
    const entry = table.add(key);
    if (entry >= this.sold.length) {
      this.sold = grown(this.sold, entry * 2);
      this.shown = grown(this.shown, entry * 2);
    }
    return entry;
  }
}

/**
 * At the door of a store that keeps a stock, and behind its answers. Who checks before it acts is turned away here where it
 * saw nothing, and takes a unit when its write is done; a conditional write finds out only then. To be told that something is
 * sold out is a good answer.
 */
export class StockKeeper implements Guard {
  private readonly site: Site;
  private readonly stock: Stock;
  private readonly checksFirst: boolean;
  /** By request kind: 1 where its writes take a unit. */
  private readonly takes: Uint8Array;
  /** By row of the table of visits: the serial of one that is let in to take a unit. */
  private admitted = new Float64Array(0);

  constructor(site: Site, spec: StockSpec, stock: Stock) {
    this.site = site;
    this.stock = stock;
    this.checksFirst = spec.sale === 'check-then-act';
    this.takes = Uint8Array.from(site.requests.kinds, ({ name }) => (spec.for?.includes(name) === false ? 0 : 1));
  }

  admits(visit: number): boolean {
    const { site, stock, checksFirst } = this;
    const { visits, now } = site.sim;
    if (visits.op[visit] === Op.write && this.takes[visits.kind[visit]] === 1) {
      if (checksFirst && !stock.seems(visits.key[visit], now)) {
        site.book.effects.turnAway();
        site.answer(visit, Outcome.ok, 0);
        return false;
      }
      this.admit(visit);
    }
    return true;
  }

  /** The visit leaves the store: it has taken its unit now, if it has been done at all. */
  left(visit: number, outcome: number): number {
    if (!isFailure(outcome)) this.sell(visit);
    return outcome;
  }

  private sell(visit: number): void {
    const { site, stock, checksFirst } = this;
    const { visits, now } = site.sim;
    if (visit >= this.admitted.length || this.admitted[visit] !== visits.serial[visit]) return;
    const key = visits.key[visit];
    const isThere = stock.has(key);
    if (!checksFirst && !isThere) {
      site.book.effects.turnAway();
      return;
    }
    stock.take(key, now);
    site.book.effects.sell(isThere);
  }

  private admit(visit: number): void {
    const { visits } = this.site.sim;
    if (this.admitted.length < visits.capacity) this.admitted = grown(this.admitted, visits.capacity);
    this.admitted[visit] = visits.serial[visit];
  }
}
