"""Who may do what on the pages about answers. Residents' questions know no smaller place than the district."""

from bot.workers.roles import Role

DRAFT = (Role.COMMUNITY_WORKER, Role.CATALOG_ADMIN, Role.DISCLOSURE_OFFICE)
RELEASE = (Role.DISCLOSURE_OFFICE, Role.FINAL_REVIEWER)
REVIEW = (Role.FIRST_REVIEWER, Role.SECOND_REVIEWER, Role.FINAL_REVIEWER, Role.DISCLOSURE_OFFICE)
WRITE_GUIDES = (Role.CATALOG_ADMIN, Role.DISCLOSURE_OFFICE)
READ = (*DRAFT, *REVIEW[:3], Role.AUDITOR)
