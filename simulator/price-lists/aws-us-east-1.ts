import type { PriceList } from '../price-list.ts';

/**
 * List prices of a large public cloud, on demand, without commitments, taxes or free tiers. They make designs comparable;
 * they are not a quote. `docs/sources.md` says how each was found and how sure it is.
 */
export const awsUsEast1: PriceList = {
  format: 'headroom/prices@1',
  name: 'AWS list prices, on demand',
  region: 'us-east-1',
  date: '2026-11',
  items: {
    'compute-vcpu': {
      title: 'vCPU of a general-purpose machine',
      usd: 0.0408,
      per: 'hour',
      source: 'EC2 m7g.large, $0.0816/h for 2 vCPU; larger sizes cost in proportion',
    },
    'load-balancer': { title: 'Load balancer', usd: 0.0225, per: 'hour', source: 'ALB and NLB' },
    'l7-capacity-unit': {
      title: 'L7 capacity unit: 25 new connections/s',
      usd: 0.008,
      per: 'hour',
      source: 'ALB, LCU; the other three dimensions of a unit are left out',
    },
    'l4-capacity-unit': {
      title: 'L4 capacity unit: 800 new connections/s',
      usd: 0.006,
      per: 'hour',
      source: 'NLB, NLCU',
    },
    'gateway-request': {
      title: 'Request to a managed HTTP gateway',
      usd: [{ upTo: 300, usd: 1 }, { usd: 0.9 }],
      per: 'million',
      source: 'API Gateway, HTTP API',
    },
    egress: {
      title: 'Traffic to the internet',
      usd: [{ upTo: 10_240, usd: 0.09 }, { upTo: 51_200, usd: 0.085 }, { upTo: 153_600, usd: 0.07 }, { usd: 0.05 }],
      per: 'GB',
      source: 'EC2 data transfer out',
    },
    'cdn-traffic': {
      title: 'Traffic from a CDN to the internet',
      usd: [
        { upTo: 10_240, usd: 0.085 },
        { upTo: 51_200, usd: 0.08 },
        { upTo: 153_600, usd: 0.06 },
        { upTo: 512_000, usd: 0.04 },
        { upTo: 1_048_576, usd: 0.03 },
        { upTo: 5_242_880, usd: 0.025 },
        { usd: 0.02 },
      ],
      per: 'GB',
      source: 'CloudFront, United States and Europe; from an origin at AWS to it traffic is free',
    },
    'cdn-request': { title: 'Request to a CDN', usd: 0.01, per: '10 thousand', source: 'CloudFront, HTTPS' },
    'dns-zone': { title: 'Hosted zone of names', usd: 0.5, per: 'month', source: 'Route 53' },
    'dns-query': { title: 'Query of a name', usd: 0.4, per: 'million', source: 'Route 53, standard queries' },
    'dns-query-latency': {
      title: 'Query of a name, routed by latency',
      usd: 0.6,
      per: 'million',
      source: 'Route 53, latency-based routing',
    },
    'dns-health-check': {
      title: 'Health check of a name’s target',
      usd: 0.75,
      per: 'month',
      source: 'Route 53, an endpoint outside of AWS',
    },
    'database-vcpu-r6g': {
      title: 'vCPU of a database, memory-optimized',
      usd: 0.1125,
      per: 'hour',
      source: 'RDS for PostgreSQL, one zone, db.r6g.xlarge, $0.450/h for 4 vCPU',
    },
    'database-vcpu-m6g': {
      title: 'vCPU of a database, general purpose',
      usd: 0.0795,
      per: 'hour',
      source: 'RDS for PostgreSQL, one zone, db.m6g.large, $0.159/h for 2 vCPU',
    },
    'database-storage': { title: 'Database storage', usd: 0.115, per: 'GB-month', source: 'RDS gp3, one zone' },
    'volume-storage': {
      title: 'Volume',
      usd: 0.08,
      per: 'GB-month',
      source: 'EBS gp3, 3,000 operations per second included',
    },
    'search-vcpu': {
      title: 'vCPU of a search node',
      usd: 0.08375,
      per: 'hour',
      source: 'OpenSearch Service r6g.xlarge.search, $0.335/h for 4 vCPU',
    },
    'search-storage': {
      title: 'Storage of a search index',
      usd: 0.122,
      per: 'GB-month',
      source: 'OpenSearch Service gp3',
    },
    'cache-memory': {
      title: 'Memory of a cache node',
      usd: 0.219 / 13,
      per: 'GiB-hour',
      source: 'ElastiCache cache.r7g.large, $0.219/h for 13 GiB',
    },
    'function-request': {
      title: 'Request to a serverless function',
      usd: 0.2,
      per: 'million',
      source: 'Lambda, x86',
    },
    'function-duration': {
      title: 'Memory of a serverless function while a request is in it',
      usd: 0.0000166667,
      per: 'GiB-second',
      source: 'Lambda, x86, first tier; 1 GB of the price list is 1,024 MB',
    },
    'function-provisioned': {
      title: 'Memory of provisioned serverless environments',
      usd: 0.0000041667,
      per: 'GiB-second',
      source: 'Lambda, provisioned concurrency, x86; its lower price of the time in use is left out',
    },
    'queue-request': { title: 'Request to a queue', usd: 0.4, per: 'million', source: 'SQS, standard queue' },
    'topic-publish': { title: 'Message published to a topic', usd: 0.5, per: 'million', source: 'SNS, standard topic' },
    'event-bus-event': { title: 'Event on an event bus', usd: 1, per: 'million', source: 'EventBridge, custom events' },
    'log-broker': { title: 'Broker of a log', usd: 0.21, per: 'hour', source: 'MSK kafka.m5.large' },
    'log-storage': { title: 'Storage of a log', usd: 0.1, per: 'GB-month', source: 'MSK' },
  },
};
