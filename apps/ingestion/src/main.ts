import 'reflect-metadata';
import { startService } from '@postrider/service';
import { ingestionDefinition } from './ingestion.module.js';

await startService(ingestionDefinition, process.env);
