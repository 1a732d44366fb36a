/** The agent console: mounts the page on its store. */

import { createRoot } from "react-dom/client";

import "../shared/tokens.css";
import "./style/base.css";
import "./style/desk.css";
import "./style/case.css";
import "./style/over.css";
import "./style/documents.css";
import "./style/settings.css";
import "./style/narrow.css";
import { loadSettings } from "./settings";
import { beginning, Console, Store } from "./state";
import { App } from "./views/App";
import { Work } from "./work";

const store = new Store(beginning(loadSettings(), location.pathname));
const work = new Work(store);
void work.start();

const root = document.getElementById("console");
if (root)
  createRoot(root).render(
    <Console.Provider value={{ store, work }}>
      <App />
    </Console.Provider>,
  );
