import { Component, type ReactNode } from 'react';

import { common, failure } from '@/texts';

import { Button } from './Button';
import { EmptyState } from './EmptyState';

/** Catches what breaks while drawing, so that one island cannot take the page down. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <div role="alert">
        <EmptyState icon="icon-[lucide--circle-alert]" title={failure.title} text={failure.crashed}>
          <Button look="primary" onClick={() => location.reload()}>
            {common.reload}
          </Button>
        </EmptyState>
      </div>
    );
  }
}
