import { HOURS_PER_MONTH } from './quantity.ts';

/**
 * List prices of a large public cloud, region us-east-1, on demand, without commitments or free tiers. USD. Collected in
 * November 2026 from public copies of the price lists; `docs/sources.md` has the date and the origin of each. They make
 * designs comparable; they are not a quote.
 */
export const PRICE_SOURCE =
  'AWS list prices, us-east-1, on demand, collected in November 2026 from public copies dated 2024 to 2026';

/** Amazon EC2 m7g.large: general-purpose machine, 2 vCPU for $0.0816/h. Larger ones cost in proportion. */
export const VCPU_MONTH = (0.0816 / 2) * HOURS_PER_MONTH;
/** Elastic Load Balancing, ALB and NLB: by the hour, and by capacity units of 25 (L7) or 800 (L4) new connections per second. */
export const BALANCER_MONTH = 0.0225 * HOURS_PER_MONTH;
export const L7_UNIT = { month: 0.008 * HOURS_PER_MONTH, connectionsPerSecond: 25 };
export const L4_UNIT = { month: 0.006 * HOURS_PER_MONTH, connectionsPerSecond: 800 };
/** Amazon API Gateway, HTTP API: per request, the first 300 million of a month. */
export const GATEWAY_REQUEST = 1e-6;
/** Amazon EC2 data transfer: traffic to the internet, first 10 TB of a month, per byte. */
export const EGRESS_BYTE = 0.09e-9;
/** Amazon RDS for PostgreSQL, one zone, per vCPU: r6g.xlarge (memory-optimized) $0.450/h for 4, m6g.large (general) $0.159/h for 2. */
export const DATABASE_VCPU_MONTH = { r6g: (0.45 / 4) * HOURS_PER_MONTH, m6g: (0.159 / 2) * HOURS_PER_MONTH };
/** Amazon RDS gp3 storage, per byte and month; a standby in a second zone doubles it. */
export const DATABASE_BYTE_MONTH = 0.115e-9;
/** Amazon EBS gp3 volume, 3,000 operations per second included, per byte and month. */
export const VOLUME_BYTE_MONTH = 0.08e-9;
/** Amazon ElastiCache cache.r7g.large: 13 GiB for $0.219/h, a quarter of it reserved. */
export const CACHE_BYTE_MONTH = (0.219 * HOURS_PER_MONTH) / (13 * 1_073_741_824);
export const CACHE_USABLE = 0.75;
/** Amazon SQS, standard queue: per request; a message takes three of them: send, receive, delete. */
export const QUEUE_REQUEST = 0.4e-6;
export const QUEUE_REQUESTS_PER_MESSAGE = 3;
/** Amazon MSK: kafka.m5.large per broker, and storage per byte and month. */
export const BROKER_MONTH = 0.21 * HOURS_PER_MONTH;
export const BROKER_BYTE_MONTH = 0.1e-9;
