import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { ready } from "./i18n/start";
import "./theme/tokens.css";
import "./theme/base.css";
import { Problem } from "./api/problem";
import { SessionProvider } from "./api/session";
import { App } from "./App";

/** A refusal is an answer and is not asked for again; a server that is away is, once. */
function retry(failures: number, problem: Error): boolean {
  return failures < 1 && (!(problem instanceof Problem) || problem.status === 0 || problem.status >= 502);
}

const client = new QueryClient({ defaultOptions: { queries: { retry, staleTime: 30_000 } } });
const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

void ready.then(() =>
  createRoot(root).render(
    <QueryClientProvider client={client}>
      <SessionProvider>
        <App />
      </SessionProvider>
    </QueryClientProvider>,
  ),
);
