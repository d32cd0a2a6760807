import { createRoot } from "react-dom/client";
import "../theme/tokens.css";
import "./phone.css";
import { Phone } from "./Phone";
import { keepShell } from "./worker/register";
import { startWords } from "./words";

const root = document.getElementById("root");
if (!root) throw new Error("phone.html has no #root");

void startWords().then(() => createRoot(root).render(<Phone />));
keepShell();
