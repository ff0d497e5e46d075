import { defineEviction } from './eviction.ts';
import { ListOrder } from './list-order.ts';

export const fifo = defineEviction({
  value: 'fifo',
  title: 'First in, first out',
  description: 'What was stored first, however often it is asked for.',
  order: (table, warm) => new ListOrder(table, warm, false),
});
