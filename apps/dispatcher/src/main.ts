import 'reflect-metadata';
import { startService } from '@postrider/service';
import { dispatcherDefinition } from './dispatcher.module.js';

await startService(dispatcherDefinition, process.env);
