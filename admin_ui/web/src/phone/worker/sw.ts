import { type Shell, start } from "./worker";

/** Put in by the build (`bundling/shell.ts`). */
declare const __SHELL__: Shell;

start(globalThis as never, caches, fetch, __SHELL__);
