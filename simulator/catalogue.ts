import type { AnyComponent } from './component.ts';
import { apiGateway } from './components/api-gateway.ts';
import { authService } from './components/auth-service.ts';
import { batchJob } from './components/batch-job.ts';
import { cache } from './components/cache.ts';
import { cacheCluster } from './components/cache-cluster.ts';
import { cdn } from './components/cdn.ts';
import { client } from './components/client.ts';
import { clientApp } from './components/client-app.ts';
import { configStore } from './components/config-store.ts';
import { dataWarehouse } from './components/data-warehouse.ts';
import { dns } from './components/dns.ts';
import { documentStore } from './components/document-store.ts';
import { eventLog } from './components/event-log.ts';
import { externalApi } from './components/external-api.ts';
import { geoIndex } from './components/geo-index.ts';
import { graphStore } from './components/graph-store.ts';
import { idGenerator } from './components/id-generator.ts';
import { keyValueStore } from './components/key-value-store.ts';
import { llmInference } from './components/llm-inference.ts';
import { loadBalancer } from './components/load-balancer.ts';
import { lockService } from './components/lock-service.ts';
import { managedKeyValue } from './components/managed-key-value.ts';
import { messageQueue } from './components/message-queue.ts';
import { notificationProvider } from './components/notification-provider.ts';
import { objectStorage } from './components/object-storage.ts';
import { paymentProvider } from './components/payment-provider.ts';
import { pubSub } from './components/pub-sub.ts';
import { rateLimiterComponent } from './components/rate-limiter.ts';
import { scheduler } from './components/scheduler.ts';
import { searchIndex } from './components/search-index.ts';
import { serverlessFunction } from './components/serverless-function.ts';
import { service } from './components/service.ts';
import { shardedSql } from './components/sharded-sql.ts';
import { sidecar } from './components/sidecar.ts';
import { sqlDatabase } from './components/sql-database.ts';
import { station } from './components/station.ts';
import { streamProcessor } from './components/stream-processor.ts';
import { telemetryPipeline } from './components/telemetry-pipeline.ts';
import { timeSeriesStore } from './components/time-series-store.ts';
import { vectorStore } from './components/vector-store.ts';
import { waf } from './components/waf.ts';
import { webhookDelivery } from './components/webhook-delivery.ts';
import { websocketGateway } from './components/websocket-gateway.ts';
import { worker } from './components/worker.ts';

/** Every type of component there is, a line each. */
export const catalogue: readonly AnyComponent[] = [
  client,
  clientApp,
  dns,
  cdn,
  waf,
  loadBalancer,
  apiGateway,
  websocketGateway,
  sidecar,
  service,
  worker,
  batchJob,
  serverlessFunction,
  authService,
  llmInference,
  scheduler,
  streamProcessor,
  cache,
  cacheCluster,
  sqlDatabase,
  shardedSql,
  documentStore,
  keyValueStore,
  geoIndex,
  managedKeyValue,
  timeSeriesStore,
  graphStore,
  searchIndex,
  objectStorage,
  dataWarehouse,
  vectorStore,
  messageQueue,
  eventLog,
  pubSub,
  webhookDelivery,
  lockService,
  rateLimiterComponent,
  idGenerator,
  configStore,
  telemetryPipeline,
  externalApi,
  paymentProvider,
  notificationProvider,
  station,
];

export function definitionOf(type: string): AnyComponent | undefined {
  return catalogue.find((definition) => definition.type === type);
}
