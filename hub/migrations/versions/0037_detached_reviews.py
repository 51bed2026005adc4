"""Reviews whose author is gone: they stay to be read, and weigh nothing."""

from alembic import op

revision = "0037_detached_reviews"
down_revision = "0036_publisher_proofs"
branch_labels = None
depends_on = None

_OF = "status, stars, level, title, body"


def upgrade() -> None:
    op.execute(_AFTER)
    _tell(f"{_OF}, voice")


def _tell(columns: str) -> None:
    op.execute("drop trigger told on reviews")
    op.execute(
        f"create trigger told after insert or update of {columns}"
        " on reviews for each row execute function tell_review()"
    )


def downgrade() -> None:
    op.execute(_BEFORE)
    _tell(_OF)


_AFTER = """
        create or replace function recount_listing(listing text) returns void
        language sql volatile security definer set search_path = public, pg_temp as $$
          with counted as (
            select r.*, case when r.voice = 'gone' then 0.0
                        when r.level = 'verified_purchase' then 1.0
                        when r.level = 'verified_use' then 0.8 else 0.5 end as weight
            from reviews r where r.listing_id = listing and r.status = 'published'
          ), weighed as (
            select stars, weight / greatest(1, sum(weight) over (partition by voice)) as weight
            from counted
          ), sums as (
            select count(*) as reviews, avg(stars) as mean,
                   (5 * 3.5 + coalesce(sum(weight * stars), 0)) / (5 + coalesce(sum(weight), 0))
                     as score,
                   array[count(*) filter (where stars = 1), count(*) filter (where stars = 2),
                         count(*) filter (where stars = 3), count(*) filter (where stars = 4),
                         count(*) filter (where stars = 5)] as histogram
            from weighed
          ), said as (
            select left(coalesce(string_agg(title || ' ' || body, ' ' order by helpful desc, id),
                                 ''), 20000) as words
            from counted
          )
          update listing_documents d set
            reviews = s.reviews, rating_mean = s.mean, rating_score = s.score,
            histogram = s.histogram, standing = listing_standing(s.score::real, d.happy_low),
            words = d.content_words || setweight(to_tsvector('english', said.words), 'D')
          from sums s, said where d.listing_id = listing
        $$
"""
_BEFORE = """
        create or replace function recount_listing(listing text) returns void
        language sql volatile security definer set search_path = public, pg_temp as $$
          with counted as (
            select r.*, case r.level when 'verified_purchase' then 1.0 when 'verified_use' then 0.8
                        else 0.5 end as weight
            from reviews r where r.listing_id = listing and r.status = 'published'
          ), weighed as (
            select stars, weight / greatest(1, sum(weight) over (partition by voice)) as weight
            from counted
          ), sums as (
            select count(*) as reviews, avg(stars) as mean,
                   (5 * 3.5 + coalesce(sum(weight * stars), 0)) / (5 + coalesce(sum(weight), 0))
                     as score,
                   array[count(*) filter (where stars = 1), count(*) filter (where stars = 2),
                         count(*) filter (where stars = 3), count(*) filter (where stars = 4),
                         count(*) filter (where stars = 5)] as histogram
            from weighed
          ), said as (
            select left(coalesce(string_agg(title || ' ' || body, ' ' order by helpful desc, id),
                                 ''), 20000) as words
            from counted
          )
          update listing_documents d set
            reviews = s.reviews, rating_mean = s.mean, rating_score = s.score,
            histogram = s.histogram, standing = listing_standing(s.score::real, d.happy_low),
            words = d.content_words || setweight(to_tsvector('english', said.words), 'D')
          from sums s, said where d.listing_id = listing
        $$
"""
