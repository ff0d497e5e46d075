import { HOURS_PER_MONTH } from './quantity.ts';

/**
 * List prices of a large public cloud, region us-east-1, on demand, without commitments, November 2026 (facts, section 9;
 * row numbers beside each). USD. They make designs comparable; they are not a quote.
 */
export const PRICE_SOURCE = 'AWS list prices, us-east-1, on demand, November 2026 (facts, section 9)';

/** 9.1: general-purpose machine, 2 vCPU for $0.0816/h. */
export const VCPU_MONTH = (0.0816 / 2) * HOURS_PER_MONTH;
/** 9.6 and 9.7: balancer by the hour, and its capacity units of 25 (L7) or 800 (L4) new connections per second. */
export const BALANCER_MONTH = 0.0225 * HOURS_PER_MONTH;
export const L7_UNIT = { month: 0.008 * HOURS_PER_MONTH, connectionsPerSecond: 25 };
export const L4_UNIT = { month: 0.006 * HOURS_PER_MONTH, connectionsPerSecond: 800 };
/** 9.8: managed HTTP gateway, per request. */
export const GATEWAY_REQUEST = 1e-6;
/** 9.10: traffic to the internet, first 10 TB of a month, per byte. */
export const EGRESS_BYTE = 0.09e-9;
/** 9.14: managed Postgres per vCPU: r6g (memory-optimized) $0.450/h for 4, m6g (general) $0.159/h for 2. */
export const DATABASE_VCPU_MONTH = { r6g: (0.45 / 4) * HOURS_PER_MONTH, m6g: (0.159 / 2) * HOURS_PER_MONTH };
/** 9.15: database storage per byte and month; a standby in a second zone doubles it. */
export const DATABASE_BYTE_MONTH = 0.115e-9;
/** 9.18: cache node, 13 GiB for $0.219/h, a quarter of it reserved. */
export const CACHE_BYTE_MONTH = (0.219 * HOURS_PER_MONTH) / (13 * 1_073_741_824);
export const CACHE_USABLE = 0.75;
/** 9.20: queue, per request; a message takes three of them: send, receive, delete. */
export const QUEUE_REQUEST = 0.4e-6;
export const QUEUE_REQUESTS_PER_MESSAGE = 3;
