import { defineEviction } from './eviction.ts';
import { ListOrder } from './list-order.ts';

export const lru = defineEviction({
  value: 'lru',
  title: 'Least recently used',
  description: 'What has not been asked for longest.',
  order: (table, warm) => new ListOrder(table, warm, true),
});
