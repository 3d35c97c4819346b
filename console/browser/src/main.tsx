import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { queryClient } from './data/query-client.js';
import { applyTheme } from './layout/theme.js';
import { preloadPage } from './pages.js';
import '../../../libs/plots/look/tokens.css';
import '../../../libs/plots/look/plots.css';
import './styles/base.css';
import './styles/shared.css';

applyTheme();
preloadPage(window.location.pathname);
createRoot(document.getElementById('app')!).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);
