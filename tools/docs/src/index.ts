export { meaningOf, metricCatalogue, processMetrics, type CatalogueEntry } from './metric-catalogue.js';
export { withSection } from './marked-section.js';
