import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { queryClient } from './data/query-client.js';
import { sessionQuery } from './data/session.js';
import { applyTheme } from './layout/theme.js';
import { preloadPage } from './pages.js';
import '../../../libs/plots/look/tokens.css';
import '../../../libs/plots/look/plots.css';
import './styles/base.css';
import './styles/shared.css';

applyTheme();
const render = () =>
  createRoot(document.getElementById('app')!).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <App />
      </QueryClientProvider>
    </StrictMode>,
  );
// Both at the same time, so that the first render shows the page and asks for its data. App shows what failed.
// No await of this module: the chunks import it.
void Promise.allSettled([preloadPage(window.location.pathname), queryClient.query(sessionQuery)]).then(
  render,
);
